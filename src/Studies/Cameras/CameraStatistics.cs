using DetectionSdk.Degradation;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// The evidence behind the preset <c>cctv</c>: real clips beside photographs, before and after a degradation.
/// </summary>
public static class CameraStatistics
{
    private const int FramesBetween = 20;

    /// <summary>Measures every twentieth frame of a clip.</summary>
    public static CameraGroup OfClip(string path)
    {
        using VideoCapture clip = new(path);
        using Mat frame = new();
        List<PictureStatistics> pictures = [];
        for (int index = 0; clip.Read(frame); index++)
            if (index % FramesBetween == 0) pictures.Add(PictureStatistics.Measure(frame));
        return new CameraGroup(Path.GetFileName(path), pictures);
    }

    /// <summary>Measures photographs as they are.</summary>
    /// <exception cref="ImageFormatException">A file is damaged or no image.</exception>
    public static CameraGroup OfPhotographs(IEnumerable<string> paths) =>
        new("photographs", [.. paths.Select(path => Measure(path, plan: null))]);

    /// <summary>Measures photographs after a degradation; the place of a photograph is its seed.</summary>
    /// <param name="paths">Image files.</param>
    /// <param name="degradation">A preset, or a recipe file.</param>
    /// <exception cref="DegradationException">There is no such preset, or the recipe is broken.</exception>
    /// <exception cref="ImageFormatException">A file is damaged or no image.</exception>
    public static CameraGroup OfPhotographs(IEnumerable<string> paths, string degradation)
    {
        DegradationPipeline pipeline = File.Exists(degradation)
            ? DegradationRecipe.Load(degradation)
            : DegradationPipeline.FromPreset(degradation);
        return new CameraGroup(
            $"photographs, {Path.GetFileName(degradation)}",
            [.. paths.Select((path, seed) => Measure(path, size => pipeline.Sample(seed, size)))]);
    }

    private static PictureStatistics Measure(string path, Func<Size, DegradationPlan>? plan)
    {
        using Mat image = ImageFile.Read(path);
        using Mat? degraded = plan?.Invoke(image.Size()).Apply(image);
        return PictureStatistics.Measure(degraded ?? image);
    }
}
