using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Models;

/// <summary>Reads from an open session what the model says of itself.</summary>
internal static class SignatureReader
{
    public static ModelSignature Read(string path, InferenceSession session, IReadOnlyList<string>? classNames)
    {
        Dictionary<string, string> metadata = session.ModelMetadata.CustomMetadataMap;
        return new ModelSignature(
            Path.GetFileName(path), metadata, Read(session.InputNames, session.InputMetadata),
            Read(session.OutputNames, session.OutputMetadata),
            classNames ?? new MetadataReader(path, metadata).ReadNames());
    }

    private static TensorSignature[] Read(
        IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        [
            .. names.Where(name => nodes[name].IsTensor).Select(
                name => new TensorSignature(
                    name, nodes[name].ElementDataType, [.. nodes[name].Dimensions.Select(d => d > 0 ? d : -1)]))
        ];
}
