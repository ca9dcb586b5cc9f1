using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DetectionSdk.Imaging;
using DetectionSdk.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// Runs a super-resolution session on one image or tile. Thread-safe; memory is taken and given back with each run, as
/// sizes vary.
/// </summary>
internal sealed class SuperResolutionSession(InferenceSession session, SuperResolverInfo model) : IDisposable
{
    private static readonly string[] Outputs = [SuperResolverReader.Enlarged];

    private readonly RunOptions _run = new();

    /// <param name="image">8-bit BGR.</param>
    /// <param name="target">Size that the output must have; told to a model of any scale.</param>
    /// <param name="use">Takes the planes of the output, which are gone afterwards.</param>
    /// <exception cref="ModelFormatException">The network gives another size.</exception>
    /// <exception cref="ImageFormatException">The network fails, most often for want of memory.</exception>
    public T Run<T>(Mat image, Size target, Func<Mat, T> use)
    {
        using Mat planes = RgbPlanes.FromImage(image);
        using OrtValue images = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [1, RgbPlanes.Channels, image.Height, image.Width],
            planes.Data, planes.Total() * planes.ElemSize());
        using OrtValue size = OrtValue.CreateTensorValueFromMemory<long>([target.Height, target.Width], [2]);
        (string[] names, OrtValue[] inputs) = model.Scale is null
            ? ((string[])[SuperResolverReader.Images, SuperResolverReader.Size], (OrtValue[])[images, size])
            : ([SuperResolverReader.Images], [images]);

        using IDisposableReadOnlyCollection<OrtValue> outputs = Run(names, inputs, image.Size(), target);
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
        if (!shape.AsSpan().SequenceEqual([1, RgbPlanes.Channels, target.Height, target.Width]))
            throw new ModelFormatException(
                $"'{model.Path}' gave [{string.Join(", ", shape)}] for an image of {image.Width} x {image.Height} "
                + $"pixels; expected [1, {RgbPlanes.Channels}, {target.Height}, {target.Width}].");
        using Mat enlarged = Wrap(outputs[0], target);
        return use(enlarged);
    }

    /// <inheritdoc cref="Run{T}(Mat, Size, Func{Mat, T})"/>
    public void Run(Mat image, Size target, Action<Mat> use) => Run(image, target, planes =>
    {
        use(planes);
        return true;
    });

    public void Dispose() => _run.Dispose();

    private IDisposableReadOnlyCollection<OrtValue> Run(string[] names, OrtValue[] inputs, Size image, Size target)
    {
        try
        {
            return session.Run(_run, names, inputs, Outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ImageFormatException(
                $"'{model.Path}' failed to enlarge {image.Width} x {image.Height} to {target.Width} x {target.Height} pixels; where memory is short, a smaller SuperResolverOptions.TileSize needs less. {error.Message}", error);
        }
    }

    // The runtime's memory does not move, and outlives the Mat.
    private static unsafe Mat Wrap(OrtValue value, Size size) =>
        Mat.FromPixelData(
            RgbPlanes.Channels * size.Height, size.Width, MatType.CV_32FC1,
            (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(value.GetTensorDataAsSpan<float>())));
}
