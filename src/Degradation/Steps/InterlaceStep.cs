using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Moves even rows by half of the shift to the left and odd rows by half of it to the right, bilinearly, so that
/// objects stay where they are on average. The border repeats the edge pixel.
/// </summary>
/// <param name="Shift">Way from the even rows to the odd ones, pixels. 0 leaves the image as it is.</param>
public sealed record InterlaceStep([property: ParameterRange(-60, 60, Unit = "px")] double Shift) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"interlace {Shift:0.0} px";

    internal override void Apply(Workspace work)
    {
        using Mat odd = new();
        Move(work.Image, odd, Shift / 2);
        work.Replace(work.Size, even => Move(work.Image, even, -Shift / 2));
        MatRowAccessor<Vec3f> source = odd.AsRows<Vec3f>(), target = work.Image.AsRows<Vec3f>();
        for (int y = 1; y < work.Size.Height; y += 2) source[y].CopyTo(target[y]);
        GC.KeepAlive(work.Image);
    }

    private static void Move(Mat image, Mat moved, double distance)
    {
        using Mat matrix = Mat.FromArray(new[,] { { 1, 0, distance }, { 0, 1, 0 } });
        Cv2.WarpAffine(
            image, moved, matrix, image.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
    }
}
