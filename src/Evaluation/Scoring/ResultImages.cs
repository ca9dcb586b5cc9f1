namespace DetectionSdk.Evaluation;

/// <summary>
/// Which image of the ground truth a results file means: by id, or by file name with or without extension, as some
/// tools write it. One way holds for a whole file.
/// </summary>
internal sealed class ResultImages
{
    private const int Ambiguous = -1;

    private readonly Dictionary<CocoKey, int> _byId;
    private readonly AnnotatedDataSet _groundTruth;
    private readonly Lazy<Dictionary<string, int>> _byName;

    public ResultImages(AnnotatedDataSet groundTruth, CocoIds ids)
    {
        _groundTruth = groundTruth;
        _byId = ids.ImageIndexByKey();
        _byName = new Lazy<Dictionary<string, int>>(ReadNames);
    }

    /// <summary>The way that finds most of the keys; ids where names find no more.</summary>
    public Func<CocoKey, int?> Choose(IReadOnlyCollection<CocoKey> keys)
    {
        int known = keys.Count(key => ById(key) is not null);
        return known == keys.Count || known >= keys.Count(key => ByName(key) is not null) ? ById : ByName;
    }

    /// <summary>Whether a key is the name of more than one image.</summary>
    public bool IsAmbiguous(CocoKey key) =>
        _byName.Value.TryGetValue(key.ToString(), out int index) && index == Ambiguous;

    private int? ById(CocoKey key) => _byId.TryGetValue(key, out int index) ? index : null;

    private int? ByName(CocoKey key) =>
        _byName.Value.TryGetValue(key.ToString(), out int index) && index != Ambiguous ? index : null;

    /// <summary>
    /// Images by their names, then by the shorter forms of them: without folders, without extension, and a stem of
    /// digits as its number.
    /// </summary>
    private Dictionary<string, int> ReadNames()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Func<string, string> form in
            (Func<string, string>[])[name => name, WithoutFolders, WithoutExtension, Stem, WithoutZeros])
        {
            var level = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int index = 0; index < _groundTruth.Images.Count; index++)
            {
                string name = form(_groundTruth.Images[index].Name);
                if (!level.TryAdd(name, index) && level[name] != index) level[name] = Ambiguous;
            }
            foreach ((string name, int index) in level) names.TryAdd(name, index);
        }
        return names;
    }

    private static string WithoutFolders(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static string WithoutExtension(string name) => Path.ChangeExtension(name, null);

    private static string Stem(string name) => WithoutExtension(WithoutFolders(name));

    private static string WithoutZeros(string name) =>
        Stem(name) is var stem && stem.Length > 0 && stem.All(char.IsAsciiDigit)
            ? stem.TrimStart('0').PadLeft(1, '0')
            : stem;
}
