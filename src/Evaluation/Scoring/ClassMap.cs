namespace DetectionSdk.Evaluation;

/// <summary>
/// Which class of a data set each class of a model stands for. Names that are equal but for case map by themselves;
/// overrides come first. Several model classes may map to one class of the data set. Immutable.
/// </summary>
public sealed class ClassMap
{
    private readonly Dictionary<string, string> _overrides;

    private ClassMap(Dictionary<string, string> overrides) => _overrides = overrides;

    /// <summary>Equal names only.</summary>
    public static ClassMap ByName { get; } = new([]);

    /// <summary>
    /// Reads overrides, <c>motorcycle=motorbike, truck=</c>: the model's name on the left, the data set's on the right;
    /// nothing on the right drops the class.
    /// </summary>
    /// <param name="text">Pairs, separated by commas or line ends. May be empty.</param>
    /// <exception cref="FormatException">An entry is no such pair, or a model class occurs twice.</exception>
    public static ClassMap Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var overrides = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        const StringSplitOptions Trim = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        foreach (string entry in text.Split([',', '\n', '\r'], Trim))
        {
            string[] pair = entry.Split('=', StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || pair[0].Length == 0)
                throw new FormatException($"'{entry}' is no class mapping, expected 'model class=data set class'.");
            if (!overrides.TryAdd(pair[0], pair[1]))
                throw new FormatException($"The model class '{pair[0]}' is mapped twice.");
        }
        return new ClassMap(overrides);
    }

    /// <summary>
    /// The class index of the data set for each class index of the model; null for a class that the data set has not.
    /// </summary>
    /// <exception cref="EvaluationException">An override names a class that the model or the data set has
    /// not.</exception>
    public IReadOnlyList<int?> Resolve(IReadOnlyList<string> modelClassNames, IReadOnlyList<string> dataSetClassNames)
    {
        foreach ((string model, string dataSet) in _overrides)
        {
            Require(model, modelClassNames, "model");
            if (dataSet.Length > 0) Require(dataSet, dataSetClassNames, "data set");
        }
        return [.. modelClassNames.Select(name => Find(_overrides.GetValueOrDefault(name, name), dataSetClassNames))];
    }

    /// <summary>
    /// The same for a data set. Pascal VOC states no classes, only those that occur: there a class that does not occur
    /// in this split is no mistake.
    /// </summary>
    /// <exception cref="EvaluationException">An override names a class that the model has not, or that a data set which
    /// states its classes has not.</exception>
    public IReadOnlyList<int?> Resolve(IReadOnlyList<string> modelClassNames, AnnotatedDataSet dataSet)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        IReadOnlyList<string> stated = dataSet.Format == DataSetFormat.Voc
            ? [.. dataSet.ClassNames, .. _overrides.Values]
            : dataSet.ClassNames;
        return
        [
            .. Resolve(modelClassNames, stated).Select(id => id < dataSet.ClassNames.Count ? id : null)
        ];
    }

    private static void Require(string name, IReadOnlyList<string> names, string owner)
    {
        if (Find(name, names) is not null) return;
        throw new EvaluationException(
            $"The class map names '{name}', but the {owner} has only {string.Join(", ", names)}.");
    }

    private static int? Find(string name, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase)) return i;
        }
        return null;
    }
}
