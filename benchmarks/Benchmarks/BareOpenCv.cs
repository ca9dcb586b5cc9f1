using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace DetectionSdk.Benchmarks;

/// <summary>The calls that any letterbox over OpenCV stands on.</summary>
internal sealed class BareOpenCv(int side) : IDisposable
{
    private readonly Mat _scaled = new();
    private readonly Mat _bordered = new();
    private Mat _blob = new();

    public Mat Run(Mat image)
    {
        double scale = Math.Min((double)side / image.Width, (double)side / image.Height);
        Size size = new((int)Math.Round(image.Width * scale), (int)Math.Round(image.Height * scale));
        int left = (side - size.Width) / 2, top = (side - size.Height) / 2;
        Cv2.Resize(image, _scaled, size, 0, 0, InterpolationFlags.Linear);
        Cv2.CopyMakeBorder(
            _scaled, _bordered, top, side - size.Height - top, left, side - size.Width - left, BorderTypes.Constant,
            Scalar.All(114));
        _blob.Dispose();
        _blob = CvDnn.BlobFromImage(_bordered, 1 / 255.0, swapRB: true, crop: false);
        return _blob;
    }

    public void Dispose()
    {
        _scaled.Dispose();
        _bordered.Dispose();
        _blob.Dispose();
    }
}
