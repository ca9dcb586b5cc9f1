using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// A convolution with a non-negative or signed kernel of sum 1. The border is mirrored without repeating the edge pixel
/// (OpenCV BORDER_REFLECT_101, PyTorch "reflect"), hence every side must be longer than half the kernel.
/// </summary>
public abstract record BlurStep : DegradationStep
{
    private protected BlurStep() { }

    /// <summary>The kernel, square, odd side, row by row (y, x), sum 1. The same for the three channels. Its centre pixel is the origin.</summary>
    public abstract float[,] Kernel();

    internal abstract int Side { get; }

    internal override void Validate(Size inputSize)
    {
        if (Side / 2 >= Math.Min(inputSize.Width, inputSize.Height))
            throw new DegradationException(
                $"An image of {inputSize.Width} x {inputSize.Height} px is too small for a blur kernel of {Side} px; expected sides of at least {Side / 2 + 1} px.");
    }

    internal override Mat Apply(Mat image)
    {
        using Mat kernel = Mat.FromArray(Kernel());
        Mat blurred = new();
        Cv2.Filter2D(image, blurred, MatType.CV_32F, kernel, borderType: BorderTypes.Reflect101);
        return blurred;
    }

    private protected static float[,] Normalize(double[,] weights, double sum)
    {
        float[,] kernel = new float[weights.GetLength(0), weights.GetLength(1)];
        for (int y = 0; y < kernel.GetLength(0); y++)
            for (int x = 0; x < kernel.GetLength(1); x++)
                kernel[y, x] = (float)(weights[y, x] / sum);
        return kernel;
    }
}
