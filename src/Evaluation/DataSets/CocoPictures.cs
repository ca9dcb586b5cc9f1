namespace DetectionSdk.Evaluation;

/// <summary>Where the pictures of a COCO json are.</summary>
internal sealed class CocoPictures
{
    private readonly string _json;
    private readonly string _root;
    private readonly bool _given, _outside;
    private readonly string[] _near;

    /// <param name="json">Full path of the json.</param>
    /// <param name="root">The folder that was given for the pictures; null to look near the json.</param>
    /// <param name="outside">Whether pictures outside that folder are read.</param>
    /// <param name="fileNames">All names that the json has.</param>
    public CocoPictures(string json, string? root, bool outside, IEnumerable<string?> fileNames)
    {
        _json = json;
        _outside = outside;
        _given = root is not null;
        _near = root is null ? FoldersNear(json) : [Path.GetFullPath(root)];
        string? first = fileNames.FirstOrDefault(name => !string.IsNullOrEmpty(name));
        _root = Array.Find(_near, folder => first is not null && Find(folder, first) is not null)
            ?? Array.Find(_near, folder => first is not null && FindBare(folder, first) is not null)
            ?? _near[0];
    }

    /// <summary>
    /// The full path and the name of a picture: as the json names it, else by its bare file name in the folder of the
    /// pictures. It need not exist, but it lies there.
    /// </summary>
    /// <exception cref="DataSetException">The name leads out of the folder, and the bare name is not in it.</exception>
    public (string Path, string Name) Find(string fileName)
    {
        string? named = DataSetFile.TryResolve(_root, fileName);
        string? path = Find(_root, fileName) ?? FindBare(_root, fileName) ?? named;
        if (path is not null && DataSetFile.IsInside(_root, path))
            return (path, path == named ? fileName.Replace('\\', '/') : DataSetFile.NameIn(_root, path));
        if (path is not null) return (path, WithoutWayOut(fileName));
        string hint = _given ? "" : "; the folder of the pictures can be given (imageRoot, --images)";
        throw new DataSetException(
            _json, null,
            $"{DataSetFile.Outside(_root, fileName).TrimEnd('.')}, nor is '{Bare(fileName)}' in it{hint}.");
    }

    private string? Find(string folder, string name)
    {
        if (name.Length == 0 || name.Contains('\0')) return null;
        string literal = Path.GetFullPath(Path.Combine(folder, name));
        string slashed = Path.GetFullPath(Path.Combine(folder, name.Replace('\\', '/')));
        return Array.Find(
            [literal, slashed], path => (_outside || DataSetFile.IsInside(folder, path)) && File.Exists(path));
    }

    private static string? FindBare(string folder, string name) =>
        DataSetFile.TryResolve(folder, Bare(name)) is { } path && File.Exists(path) ? path : null;

    private static string WithoutWayOut(string name) =>
        string.Join('/', name.Split('/', '\\', ':').Where(part => part is not ("" or "." or "..")));

    private static string Bare(string name) => name[(name.LastIndexOfAny(['/', '\\']) + 1)..];

    private static string[] FoldersNear(string json)
    {
        string folder = Path.GetDirectoryName(json)!, parent = Path.GetDirectoryName(folder) ?? folder;
        string split = Path.GetFileNameWithoutExtension(json).Replace("instances_", "", StringComparison.Ordinal);
        return
        [
            folder, Path.Combine(folder, "images"), Path.Combine(folder, "data"), Path.Combine(folder, split),
            Path.Combine(parent, split), Path.Combine(parent, "images", split), Path.Combine(parent, "images"),
            Path.Combine(parent, "data"), parent
        ];
    }
}
