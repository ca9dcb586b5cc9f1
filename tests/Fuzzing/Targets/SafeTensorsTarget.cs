using System.Text;
using DetectionSdk.Training;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>A checkpoint.</summary>
internal sealed class SafeTensorsTarget : FuzzTarget
{
    public override string Name => "safetensors";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Tensors("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"__metadata__":{"step":"3"}}""", 16),
        Tensors(
            """
            {"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]},
            "c":{"dtype":"BF16","shape":[],"data_offsets":[11,13]},
            "d":{"dtype":"F32","shape":[0],"data_offsets":[13,13]}}
            """,
            13),
    ];

    public override IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", ",", ":", "\"dtype\":", "\"F32\"", "\"I64\"", "\"shape\":", "\"data_offsets\":[",
        "\"__metadata__\":", "9223372036854775807", "4611686018427387904"
    ];

    public override void Read(byte[] input)
    {
        TorchNative.Require();
        SafeTensors.Read(Folder.Write("weights.safetensors", input)).Dispose();
    }

    public override bool IsDocumented(Exception error) =>
        base.IsDocumented(error) || error is InvalidDataException or IOException;

    // Length of the header, header, values.
    private static byte[] Tensors(string header, int values) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Text(header), .. new byte[values]];
}
