using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DetectionSdk.Evaluation;

/// <summary>Reads YAML files that anybody may have written.</summary>
internal static class YamlFile
{
    private const long MaximumBytes = 1L << 20;

    /// <summary>The mapping that a file holds.</summary>
    /// <exception cref="DataSetException">The file is absent, too large, no YAML or no single mapping.</exception>
    public static YamlMappingNode ReadMapping(string path)
    {
        using var reader = new StreamReader(DataSetFile.Open(path, MaximumBytes));
        var parser = new BoundedYamlParser(reader);
        var yaml = new YamlStream();
        try
        {
            yaml.Load(parser);
        }
        catch (YamlException fault)
        {
            throw new DataSetException(path, Math.Max(1, (int)fault.Start.Line), Describe(fault), fault);
        }
        // The library throws others too on some broken files, among them InvalidOperationException.
        catch (Exception fault) when (fault is not (DataSetException or OutOfMemoryException))
        {
            throw new DataSetException(path, Math.Max(1, (int)(parser.Current?.End.Line ?? 1)), Describe(fault), fault);
        }
        return yaml.Documents is [{ RootNode: YamlMappingNode mapping }] ? mapping
            : throw new DataSetException(path, null, "expected a mapping with 'names' and 'train', 'val' or 'test'.");
    }

    private static string Describe(Exception fault) => $"not valid YAML: {fault.Message}";
}
