using OpenCvSharp;

namespace DetectionSdk.Tests;

public sealed class DetectorOptionsTests
{
    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        DetectorOptions options = new();

        Assert.Equal(0.25f, options.Confidence);
        Assert.Equal(0.7f, options.Iou);
        Assert.False(options.ClassAgnostic);
        Assert.Equal(300, options.MaximumDetections);
        Assert.Null(options.InputSize);
        Assert.Null(options.ScaleUp);
        Assert.Null(options.Family);
        Assert.Null(options.ConfigureInput);
        Assert.Equal(ExecutionProvider.Auto, options.Provider);
        Assert.True(options.Spinning);
        options.Validate();
    }

    public static TheoryData<DetectorOptions, string> Invalid => new()
    {
        { new() { Confidence = 1.5f }, "DetectorOptions.Confidence must be in [0, 1]." },
        { new() { Confidence = float.NaN }, "DetectorOptions.Confidence must be in [0, 1]." },
        { new() { Iou = -0.1f }, "DetectorOptions.Iou must be in [0, 1]." },
        { new() { MaximumDetections = 0 }, "DetectorOptions.MaximumDetections must be at least 1." },
        { new() { Threads = -1 }, "DetectorOptions.Threads must be at least 0." },
        { new() { Stride = 0 }, "DetectorOptions.Stride must be at least 1." },
        { new() { InputSize = new Size(0, 640) }, "DetectorOptions.InputSize must be at least 1." },
        { new() { ClassNames = [] }, "DetectorOptions.ClassNames is empty" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Out_of_range_values_are_refused_by_name(DetectorOptions options, string message)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(options.Validate);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Native_opencv_loads()
    {
        using Mat mat = new(3, 4, MatType.CV_8UC3, Scalar.All(7));
        Assert.Equal(7, mat.At<Vec3b>(1, 1)[0]);
    }
}
