using DetectionSdk.Imaging;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>Headers of pictures, of which the size is read alone. Null stands for "no picture".</summary>
internal sealed class PictureHeaderTarget : FuzzTarget
{
    public override string Name => "picture-header";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } = Pictures.All;

    public override IReadOnlyList<string> Words { get; } =
        ["Exif\0\0II*\0", "Exif\0\0MM\0*", "IHDR", "RIFF", "WEBPVP8L", "WEBPVP8X", "BM", "II*\0", "MM\0*"];

    public override void Read(byte[] input) => ImageHeader.TryReadSize(Folder.Write("picture", input));
}
