using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// A correlation with a kernel of sum 1. The border is mirrored without repeating the edge pixel (OpenCV
/// BORDER_REFLECT_101, PyTorch "reflect"), hence every side must be longer than half the kernel.
/// </summary>
public abstract record BlurStep : DegradationStep
{
    private protected BlurStep() { }

    /// <summary>
    /// The kernel: square, odd side, indexed [y, x], sum 1, the same for the three channels. Its middle is the origin.
    /// </summary>
    public abstract float[,] Kernel();

    /// <summary>Side of the kernel, pixels.</summary>
    internal abstract int Side { get; }

    /// <inheritdoc/>
    public override void Validate(Size inputSize) => RequireRoomFor(Side, inputSize);

    internal static void RequireRoomFor(int kernelSize, Size imageSize)
    {
        int smallest = kernelSize / 2 + 1;
        if (Math.Min(imageSize.Width, imageSize.Height) < smallest)
            throw new DegradationException(
                $"An image of {imageSize.Width} x {imageSize.Height} px is too small for a kernel of {kernelSize} px; "
                + $"expected sides of at least {smallest} px.");
    }

    internal override void Apply(Workspace work) => SeparableSum.Filter(work, Kernel());

    /// <summary>Weights at whole offsets (x, y) from the middle, divided by their sum.</summary>
    private protected static float[,] BuildKernel(int side, Func<int, int, double> weight)
    {
        double[,] weights = new double[side, side];
        double sum = 0;
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
                sum += weights[y, x] = weight(x - side / 2, y - side / 2);

        float[,] kernel = new float[side, side];
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
                kernel[y, x] = (float)(weights[y, x] / sum);
        return kernel;
    }
}
