using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Models;

/// <summary>
/// Reads from an open session what the model says of itself. Damaged declarations make ONNX Runtime's wrapper throw
/// whatever comes; here it becomes one exception that names the model.
/// </summary>
internal static class SignatureReader
{
    public static string? ReadTask(ModelSource model, InferenceSession session) =>
        Guard(model.Name, () => session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(ModelMetadata.Task));

    public static ModelSignature Read(ModelSource model, InferenceSession session, IReadOnlyList<string>? classNames) =>
        Guard(model.Name, () =>
        {
            Dictionary<string, string> metadata = session.ModelMetadata.CustomMetadataMap;
            return new ModelSignature(
                Path.GetFileName(model.Name), metadata, Read(session.InputNames, session.InputMetadata),
                Read(session.OutputNames, session.OutputMetadata),
                classNames ?? new MetadataReader(model.Name, metadata).ReadNames())
            {
                Operators = OperatorReader.Read(model),
            };
        });

    private static TensorSignature[] Read(
        IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        [
            .. names.Where(name => nodes[name].IsTensor).Select(
                name => new TensorSignature(
                    name, nodes[name].ElementDataType, [.. nodes[name].Dimensions.Select(d => d > 0 ? d : -1)]))
        ];

    /// <summary>Reads from a session; whatever ONNX Runtime's wrapper throws meanwhile says that the model is
    /// damaged.</summary>
    public static T Guard<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not ModelFormatException)
        {
            throw ModelSource.Damaged(name, error);
        }
    }
}
