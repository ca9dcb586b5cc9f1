using DetectionSdk.Studies;

namespace DetectionSdk.Benchmarks;

/// <summary>Prints what <c>src/Studies</c> computes, in the form of docs/results.</summary>
internal static class StudyTables
{
    private const int Photographs = 120;

    /// <summary>The folder of a study, and an arm to compare the others with.</summary>
    public static void Seeds(string[] arguments)
    {
        if (arguments is not [string folder, .. { Length: <= 1 } baseline])
            throw new ArgumentException(
                "Name the folder of a study, and an arm to compare the others with if you like.");
        foreach (StudyTable table in StudyTable.Compute(StudyFolder.Read(folder), baseline.ElementAtOrDefault(0)))
            StudyReport.Of(table).WriteMarkdown(Console.Out);
    }

    /// <summary>The folder of a study, and the arms to take.</summary>
    public static void Correlations(string[] arguments)
    {
        if (arguments is not [string folder, .. string[] arms])
            throw new ArgumentException("Name the folder of a study, and arms in it if not all count.");
        foreach (CorrelationTable table in CorrelationTable.Compute(StudyFolder.Read(folder), arms))
            StudyReport.Of(table).WriteMarkdown(Console.Out);
    }

    /// <summary>A folder of clips, a folder of photographs, then presets or recipe files (default cctv).</summary>
    public static void Cameras(string[] arguments)
    {
        if (arguments is not [string clips, string folder, .. string[] degradations])
            throw new ArgumentException("Name a folder of clips and one of photographs.");
        string[] photographs = [.. Find(folder, ".jpg", ".png").Take(Photographs)];
        CameraReport.WriteHead(Console.Out);
        foreach (string clip in Find(clips, ".avi", ".mp4"))
            CameraReport.Write(Console.Out, CameraStatistics.OfClip(clip));
        CameraReport.Write(Console.Out, CameraStatistics.OfPhotographs(photographs));
        foreach (string name in degradations is [] ? ["cctv"] : degradations)
            CameraReport.Write(Console.Out, CameraStatistics.OfPhotographs(photographs, name));
    }

    private static IEnumerable<string> Find(string folder, params string[] extensions) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal);
}
