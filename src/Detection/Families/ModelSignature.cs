namespace DetectionSdk.Families;

/// <summary>What a model says of itself before its family is known. Immutable.</summary>
public sealed class ModelSignature
{
    internal ModelSignature(
        string fileName, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<TensorSignature> inputs,
        IReadOnlyList<TensorSignature> outputs, IReadOnlyList<string>? classNames)
    {
        FileName = fileName;
        Metadata = metadata;
        Inputs = inputs;
        Outputs = outputs;
        ClassNames = classNames;
    }

    /// <summary>Name of the model's file, without its folder.</summary>
    public string FileName { get; }

    /// <summary>What the exporter wrote into the model; for keys, see <see cref="Models.ModelMetadata"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The inputs, in the graph's order; tensors only.</summary>
    public IReadOnlyList<TensorSignature> Inputs { get; }

    /// <summary>The outputs, in the graph's order; tensors only.</summary>
    public IReadOnlyList<TensorSignature> Outputs { get; }

    /// <summary>
    /// Class names of <see cref="DetectorOptions.ClassNames"/>, else of the metadata; null where neither has any.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>
    /// Names of the operators in the graph, without those inside of loops and branches; empty where the file is not in
    /// the format of ONNX.
    /// </summary>
    public IReadOnlySet<string> Operators { get; internal init; } = new HashSet<string>();

    /// <summary>The input of this name; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    public TensorSignature? Input(string name) => Inputs.FirstOrDefault(input => input.Name == name);

    /// <summary>The output of this name; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    public TensorSignature? Output(string name) => Outputs.FirstOrDefault(output => output.Name == name);

    /// <summary>Inputs, outputs and the number of class names, on one line.</summary>
    public override string ToString() =>
        $"inputs {string.Join("; ", Inputs)}; outputs {string.Join("; ", Outputs)}; "
        + (ClassNames is null ? "no class names" : $"{ClassNames.Count} class names");
}
