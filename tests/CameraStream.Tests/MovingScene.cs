using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>
/// A live camera that sees a square move over noise, so that no two pictures are alike and JPEGs are large.
/// </summary>
internal sealed class MovingScene(string name, Size size) : VideoSource
{
    private const int Period = 40;

    private readonly Mat _noise = CreateNoise(size);
    private int _frame;

    public override string Name => name;

    public override bool IsLive => true;

    public override double? FramesPerSecond => 1000.0 / Period;

    public override void Connect(CancellationToken cancellationToken) => _frame = 0;

    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (cancellationToken.WaitHandle.WaitOne(Period)) throw new OperationCanceledException(cancellationToken);
        _noise.CopyTo(frame);
        Cv2.Rectangle(frame, new Rect(_frame++ * 3 % (size.Width - 20), 10, 20, 20), Scalar.White, -1);
        return true;
    }

    public override void Disconnect() { }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _noise.Dispose();
    }

    private static Mat CreateNoise(Size size)
    {
        Mat noise = new(size, MatType.CV_8UC3);
        Cv2.SetTheRNG(1);
        Cv2.Randu(noise, Scalar.All(0), Scalar.All(120));
        return noise;
    }
}
