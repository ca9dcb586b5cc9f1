using DetectionSdk.Imaging;

namespace DetectionSdk.Fuzzing.Targets;

/// <summary>Whole files of pictures.</summary>
internal sealed class PictureTarget : FuzzTarget
{
    public override string Name => "picture";

    public override int InputsPerRound => 4000;

    public override IReadOnlyList<byte[]> Seeds { get; } = Pictures.All;

    public override IReadOnlyList<string> Words { get; } =
        ["Exif\0\0II*\0", "Exif\0\0MM\0*", "IHDR", "IDAT", "IEND", "PLTE", "acTL", "RIFF", "WEBPVP8 ", "BM", "II*\0"];

    public override void Read(byte[] input) => ImageFile.Decode(input).Dispose();
}
