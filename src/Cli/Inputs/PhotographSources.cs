using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;

namespace DetectionSdk.Cli;

/// <summary>
/// Photographs without labels, from folders of pictures and clips and from single clips, as one set. Frames of clips
/// are kept in the folder of the run, which makes them the same ones when it resumes.
/// </summary>
/// <param name="run">Folder of the run.</param>
/// <param name="framesPerClip">Frames that a clip gives at most.</param>
/// <param name="token">Stops between two frames.</param>
internal sealed class PhotographSources(string run, int framesPerClip, CancellationToken token)
{
    private const string FramesFolder = "frames";

    private readonly HashSet<string> _clips = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<AnnotatedImage> _images = [];
    private readonly List<DataSetProblem> _problems = [];

    /// <exception cref="DataSetException">There is no such folder or clip, or nothing in it.</exception>
    /// <exception cref="VideoSourceException">A clip that was named cannot be read.</exception>
    public AnnotatedDataSet Read(IReadOnlyList<string> sources)
    {
        foreach (string source in sources)
        {
            if (Directory.Exists(source)) AddFolder(source);
            else if (ClipRewriter.IsClip(source)) AddClip(source);
            else throw new DataSetException(source, null, "neither a folder nor a clip; expected one of them.");
        }
        AnnotatedDataSet all = new([], _images);
        if (SceneCount.Warning(all) is { } warning)
            _problems.Add(new DataSetProblem(string.Join(", ", sources), null, warning));
        return all with { Problems = _problems };
    }

    private void AddFolder(string folder)
    {
        IReadOnlyList<string> clips = FolderFiles.List(folder, ClipRewriter.IsClip);
        foreach (string clip in clips) TryAddClip(clip);
        if (clips.Count == 0 || ImageFolder.List(folder).Count > 0) Add(folder, UnlabelledDataSet.Read(folder));
    }

    private void TryAddClip(string clip)
    {
        try
        {
            AddClip(clip);
        }
        catch (VideoSourceException error)
        {
            _problems.Add(new DataSetProblem(
                clip, null, error.Message.Replace($"'{clip}' ", "", StringComparison.Ordinal) + " Left out."));
        }
    }

    private void AddClip(string clip)
    {
        string file = Path.GetFileName(clip), name = file;
        for (int i = 2; !_clips.Add(name); i++) name = $"{file}-{i}";
        Add(name, ClipPhotographs.Take(clip, Path.Combine(run, FramesFolder, name), framesPerClip, token));
    }

    private void Add(string folder, AnnotatedDataSet photographs)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        _images.AddRange(photographs.Images.Select(image => image with { Name = $"{name}/{image.Name}" }));
        _problems.AddRange(photographs.Problems);
    }
}
