using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>Writes statistics of cameras as lines of fixed width.</summary>
public static class CameraReport
{
    /// <summary>Writes the line that names the columns.</summary>
    public static void WriteHead(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine(
            $"{"10 %, median, 90 %",-32}{"images",7}  "
            + $"{"edge sigma px",-18}{"noise levels",-18}{"blocking",-18}brightness");
    }

    /// <summary>Writes the line of one group.</summary>
    public static void Write(TextWriter writer, CameraGroup group)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(group);
        writer.WriteLine(
            $"{group.Name,-32}{group.Pictures.Count,7}  "
            + $"{Range(group, picture => picture.EdgeSigma),-18}{Range(group, picture => picture.Noise),-18}"
            + $"{Range(group, picture => picture.Blocking),-18}{Range(group, picture => picture.Brightness)}");
    }

    private static string Range(CameraGroup group, Func<PictureStatistics, double> measure) =>
        group.Range(measure) is var (low, median, high)
            ? string.Create(CultureInfo.InvariantCulture, $"{low:0.00} {median:0.00} {high:0.00}")
            : "-";
}
