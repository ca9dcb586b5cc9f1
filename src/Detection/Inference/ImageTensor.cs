using DetectionSdk.Families;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Inference;

/// <summary>
/// The input tensor that takes the images of a batch. OpenCV writes into its memory directly: planes, one below the
/// other, or pixels.
/// </summary>
internal sealed class ImageTensor(ModelInfo model, NoiseFilter? filter) : IDisposable
{
    private const int Channels = 3;

    private readonly InputSpec _spec = model.Input;
    private readonly bool _isPlanar = model.Input.Layout == TensorLayout.Nchw;
    private readonly int _depth = DepthOf(model.Image.ElementType);
    private readonly double[] _factors = PerChannel(c => 1 / model.Input.Deviation[c]);
    private readonly double[] _offsets = PerChannel(c => Offset(model.Input.Mean[c], model.Input.Deviation[c]));
    private readonly double[] _borders = PerChannel(
        c => (model.Input.Pad[c] - model.Input.Mean[c]) / model.Input.Deviation[c]);
    private readonly Mat _scaled = new();
    private readonly Mat _channel = new();
    private readonly Mat _converted = new();

    private Mat _pixels = new();
    private Rect[] _regions = [];
    private Size _size;

    /// <summary>Makes room for a batch of this shape.</summary>
    /// <returns>The new tensor, which the caller disposes; null where the one that there is fits.</returns>
    public OrtValue? Prepare(int batch, Size size)
    {
        if (_regions.Length == batch && _size == size) return null;
        Forget();
        _pixels.Dispose();
        _pixels = new Mat(
            batch * size.Height * (_isPlanar ? Channels : 1), size.Width,
            MatType.MakeType(_depth, _isPlanar ? 1 : Channels), Scalar.All(_borders[0]));
        long[] image = _isPlanar ? [Channels, size.Height, size.Width] : [size.Height, size.Width, Channels];
        OrtValue tensor = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, model.Image.ElementType, model.HasBatchAxis ? [batch, .. image] : image,
            _pixels.Data, _pixels.Total() * _pixels.ElemSize());
        (_regions, _size) = (new Rect[batch], size);
        return tensor;
    }

    /// <summary>The next call of <see cref="Prepare"/> begins anew.</summary>
    public void Forget() => _regions = [];

    /// <summary>Writes an 8-bit BGR image into one slot of the batch.</summary>
    public void Write(int slot, Mat image, in ImagePlacement placement)
    {
        // Noise goes at the smaller of both sizes: what shrinking averages away needs no filter.
        bool shrinks = placement.Region.Width < image.Width;
        using Mat? quiet = shrinks ? null : Quieten(image);
        Mat source = quiet ?? image;
        if (placement.Region.Size != image.Size())
        {
            // Soft without its noise, a picture is enlarged by the kernel that keeps more of its edges.
            InterpolationFlags kernel = quiet is null ? _spec.Interpolation : InterpolationFlags.Cubic;
            Cv2.Resize(source, _scaled, placement.Region.Size, 0, 0, kernel);
            source = _scaled;
        }
        using Mat? quietThen = shrinks ? Quieten(source) : null;
        source = quietThen ?? source;

        bool moved = _regions[slot] != placement.Region;
        _regions[slot] = placement.Region;
        if (_isPlanar) WritePlanes(slot, source, placement.Region, moved);
        else WritePixels(slot, source, placement.Region, moved);
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _scaled.Dispose();
        _channel.Dispose();
        _converted.Dispose();
    }

    private Mat? Quieten(Mat image) => filter?.Enhance(image, FrontEndContext.None);

    private void WritePlanes(int slot, Mat source, Rect region, bool moved)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            int top = (slot * Channels + channel) * _size.Height;
            if (moved) Fill(top, Scalar.All(_borders[channel]));
            using Mat target = new(_pixels, region + new Point(0, top));
            Cv2.ExtractChannel(source, _channel, SourceOf(channel));
            _channel.ConvertTo(target, _depth, _factors[channel], _offsets[channel]);
        }
    }

    private void WritePixels(int slot, Mat source, Rect region, bool moved)
    {
        int top = slot * _size.Height;
        if (moved) Fill(top, new Scalar(_borders[0], _borders[1], _borders[2]));
        using Mat target = new(_pixels, region + new Point(0, top));
        for (int channel = 0; channel < Channels; channel++)
        {
            Cv2.ExtractChannel(source, _channel, SourceOf(channel));
            _channel.ConvertTo(_converted, _depth, _factors[channel], _offsets[channel]);
            Cv2.InsertChannel(_converted, target, channel);
        }
    }

    private void Fill(int top, Scalar border)
    {
        using Mat part = _pixels.RowRange(top, top + _size.Height);
        part.SetTo(border);
    }

    private int SourceOf(int channel) => _spec.Colours == ColourOrder.Bgr ? channel : Channels - 1 - channel;

    private static double[] PerChannel(Func<int, double> value) => [.. Enumerable.Range(0, Channels).Select(value)];

    private static double Offset(double mean, double deviation) => mean == 0 ? 0 : -mean / deviation;

    private static int DepthOf(TensorElementType type) => type switch
    {
        TensorElementType.Float16 => MatType.CV_16F,
        TensorElementType.UInt8 => MatType.CV_8U,
        _ => MatType.CV_32F,
    };
}
