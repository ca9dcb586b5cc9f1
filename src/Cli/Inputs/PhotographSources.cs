using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;
using DetectionSdk.Streaming;

namespace DetectionSdk.Cli;

/// <summary>
/// Photographs without labels, from folders of pictures and clips, from single clips and from cameras, as one set.
/// Frames are kept in the folder of the run, which makes them the same ones when it resumes.
/// </summary>
/// <param name="run">Folder of the run.</param>
/// <param name="framesPerClip">Frames that a clip or a camera gives at most.</param>
/// <param name="token">Stops between two frames.</param>
internal sealed class PhotographSources(string run, int framesPerClip, CancellationToken token)
{
    private const string FramesFolder = "frames";

    private readonly HashSet<string> _clips = new(StringComparer.OrdinalIgnoreCase);
    private int _cameras;
    private readonly List<AnnotatedImage> _images = [];
    private readonly List<DataSetProblem> _problems = [];

    /// <exception cref="DataSetException">There is no such folder or clip, or nothing in it.</exception>
    /// <exception cref="VideoSourceException">A clip or camera that was named cannot be read.</exception>
    public AnnotatedDataSet Read(IReadOnlyList<string> sources)
    {
        foreach (string source in sources)
        {
            if (Directory.Exists(source)) AddFolder(source);
            else if (ClipRewriter.IsClip(source)) AddClip(source);
            else if (IsCamera(source)) AddCamera(source);
            else throw new DataSetException(
                source, null, "neither a folder nor a clip nor a camera's address; expected one of them.");
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

    private static bool IsCamera(string source) =>
        source.Contains("://", StringComparison.Ordinal) || source.StartsWith("/dev/video", StringComparison.Ordinal);

    private void AddCamera(string address)
    {
        using VideoSource camera = VideoSource.Open(address);
        string name = $"camera-{_cameras++}";
        Console.Error.WriteLine(
            $"Looking at {camera.Name} for up to {framesPerClip} seconds; a frame a second, where something changes.");
        string folder = Path.Combine(run, FramesFolder, name);
        Add(name, CameraPhotographs.Take(camera, folder, framesPerClip, cancellationToken: token));
    }

    private void Add(string folder, AnnotatedDataSet photographs)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        _images.AddRange(photographs.Images.Select(image => image with { Name = $"{name}/{image.Name}" }));
        _problems.AddRange(photographs.Problems);
    }
}
