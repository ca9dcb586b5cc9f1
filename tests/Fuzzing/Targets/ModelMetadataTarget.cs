using System.Text;
using DetectionSdk.Tests;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>
/// What exporters write into a model: one <c>key=value</c> a line, in a model that is sound otherwise.
/// </summary>
internal sealed class ModelMetadataTarget : FuzzTarget
{
    public override string Name => "model-metadata";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Text("names={0: 'person', 1: \"bus\"}\nstride=32\nimgsz=[64, 64]\ntask=detect\nbatch=1"),
        Text("names=['a', 'b']\nimgsz=(64, 96)\nend2end=False\nargs={'half': True, 'dynamic': None, 'x': -1.5e3}"),
        Text("names={0: 'caf\\xe9', 1: 'a\\u0062c\\U0001F600 \\'x\\''}\nstride=64\nscale-up=true\nauthor=x"),
    ];

    public override IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", "(", ")", ":", ",", "'", "\"", "\\", "\\x", "\\U", "None", "True", "\nnames=", "\nimgsz=",
        "\nstride=", "\ntask=", "\nbatch=", "\nend2end=", "\nscale-up=", "OrderedDict(", "np.str_("
    ];

    public override void Read(byte[] input)
    {
        byte[] model = OnnxStub.Constant(
            [1, 3, -1, -1], [1, 6, 2], [10, 20, 10, 20, 4, 4, 4, 4, 0.9f, 0, 0, 0.8f], Parse(input));
        using Detector detector = Models.Detector(Folder.Write("model.onnx", model));
        Models.Detect(detector);
    }

    private static Dictionary<string, string> Parse(byte[] input)
    {
        Dictionary<string, string> metadata = [];
        foreach (string line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            int end = line.IndexOf('=', StringComparison.Ordinal);
            if (end > 0) metadata[line[..end]] = line[(end + 1)..];
        }
        return metadata;
    }
}
