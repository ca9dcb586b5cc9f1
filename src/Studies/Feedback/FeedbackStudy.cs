using System.Globalization;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;
using DetectionSdk.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// How good each step of a network that enlarges by feedback is, on whole pictures and around the borders of instances.
/// Not thread-safe.
/// </summary>
public sealed class FeedbackStudy : IDisposable
{
    private readonly TensorTap _tap;
    private readonly string[] _steps;

    private FeedbackStudy(OnnxModel model, IReadOnlyDictionary<string, string> metadata)
    {
        _steps = metadata["steps"].Split(',');
        Scale = int.Parse(metadata["scale"], CultureInfo.InvariantCulture);
        Things = metadata["things"].Split(',');
        Condition = Enum.Parse<InstanceCondition>(metadata["condition"]);
        _tap = new TensorTap(model, _steps);
    }

    /// <summary>Factor by which the network enlarges.</summary>
    public int Scale { get; }

    /// <summary>Classes whose regions are instances to it.</summary>
    public IReadOnlyList<string> Things { get; }

    /// <summary>What it is told of them.</summary>
    public InstanceCondition Condition { get; }

    /// <summary>Opens a model that <c>train feedback</c> made.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="StudyException">It is another model.</exception>
    /// <exception cref="OnnxFormatException">It is damaged.</exception>
    public static FeedbackStudy Open(string path)
    {
        OnnxModel model = OnnxModel.Load(path);
        Dictionary<string, string> metadata =
            model.Proto.MetadataProps.ToDictionary(property => property.Key, property => property.Value);
        return metadata.ContainsKey("steps") && metadata.ContainsKey("things")
            ? new FeedbackStudy(model, metadata)
            : throw new StudyException(
                $"'{path}' has no steps of feedback; expected a model that 'detsdk train feedback' made.");
    }

    /// <summary>Measures all steps.</summary>
    /// <param name="dataSet">Photographs with label maps.</param>
    /// <param name="told">Tells the network something else than it was trained with; null: the same.</param>
    /// <param name="cancellationToken">Ends the run between two pictures.</param>
    /// <returns>Bicubic enlarging, then the steps.</returns>
    /// <exception cref="DataSetException">A picture or a label map cannot be read, or a class is absent.</exception>
    /// <exception cref="StudyException">A picture is too small: nothing is left of it without its rim.</exception>
    public IReadOnlyList<FeedbackRow> Run(
        AnnotatedDataSet dataSet, InstanceCondition? told = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ThingMaps things = new(Things, dataSet.ClassNames);
        List<FeedbackRow[]> pictures = [];
        foreach (AnnotatedImage image in dataSet.Images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PictureSize.RequireAtLeast(3 * Scale, image.Size, image.Path);
            using Mat clean = Cut(image.Read()), labels = Cut(image.LabelMap!.Read(image.Size));
            using InstanceMaps maps = things.Of(labels);
            Mat[] steps = [.. Enlarge(clean, maps, told ?? Condition)];
            pictures.Add([.. steps.Select((shown, step) => Compare(step, clean, shown, maps))]);
            foreach (Mat step in steps) step.Dispose();
        }
        return [.. Enumerable.Range(0, _steps.Length + 1).Select(step => Mean([.. pictures.Select(p => p[step])]))];
    }

    /// <summary>What a photograph becomes in every step.</summary>
    /// <param name="clean">8-bit BGR, sides a multiple of the scale; shrunk first.</param>
    /// <param name="maps">Its instances.</param>
    /// <param name="told">What the network is told of them.</param>
    /// <returns>Bicubic enlarging, then the steps; new Mats.</returns>
    public IReadOnlyList<Mat> Enlarge(Mat clean, InstanceMaps maps, InstanceCondition told)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(maps);
        using Mat small = Resize(clean, clean.Width / Scale, clean.Height / Scale);
        using Mat planes = RgbPlanes.FromImage(small);
        float[] instances = new float[InstanceMaps.Planes * clean.Width * clean.Height];
        maps.Write(told, instances);
        Mat[] steps = new Mat[_steps.Length];
        _tap.Look(
            [
                Input("images", planes.AsSpan<float>().ToArray(), RgbPlanes.Channels, small.Size()),
                Input("instances", instances, InstanceMaps.Planes, clean.Size()),
            ],
            (name, tensor) => steps[Array.IndexOf(_steps, name)] = ToPicture(tensor));
        return [Resize(small, clean.Width, clean.Height), .. steps];
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _tap.Dispose();

    private static NamedOnnxValue Input(string name, float[] values, int planes, Size size) =>
        NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(values, [1, planes, size.Height, size.Width]));

    private static Mat ToPicture(DenseTensor<float> tensor)
    {
        using Mat planes = Mat.FromPixelData(
            RgbPlanes.Channels * tensor.Dimensions[2], tensor.Dimensions[3], MatType.CV_32FC1, tensor.ToArray());
        return RgbPlanes.ToImage(planes);
    }

    private static Mat Resize(Mat picture, int width, int height) => new DegradationPlan(
        picture.Size(), [new ResizeStep(width, height, ResizeMethod.AntialiasedBicubic)]).Apply(picture);

    private Mat Cut(Mat picture)
    {
        using (picture)
            return picture[0, picture.Height / Scale * Scale, 0, picture.Width / Scale * Scale].Clone();
    }

    private FeedbackRow Compare(int step, Mat clean, Mat shown, InstanceMaps maps)
    {
        using Mat a = LumaPlane.Of(clean), b = LumaPlane.Of(shown), error = new();
        Cv2.Absdiff(a, b, error);
        Cv2.Multiply(error, error, error);
        using Mat near = new(), inside = new(), outside = new(), whole = new(a.Size(), MatType.CV_8UC1, Scalar.All(0));
        using (Mat middle = new(whole, new Rect(Scale, Scale, a.Width - 2 * Scale, a.Height - 2 * Scale)))
            middle.SetTo(Scalar.All(255));
        Cv2.Compare(maps.Nearness, Scalar.All(0), near, CmpTypes.GT);
        Cv2.Compare(maps.Foreground, Scalar.All(0), inside, CmpTypes.GT);
        Cv2.BitwiseAnd(near, whole, near);
        Cv2.BitwiseAnd(inside, whole, inside);
        Cv2.Subtract(whole, inside, outside);
        return new FeedbackRow(step, Psnr(error, whole), Psnr(error, near), Psnr(error, inside), Psnr(error, outside));
    }

    private static double Psnr(Mat squaredError, Mat mask) => Cv2.CountNonZero(mask) == 0
        ? double.NaN
        : 10 * Math.Log10(255 * 255 / Cv2.Mean(squaredError, mask).Val0);

    private static FeedbackRow Mean(FeedbackRow[] rows)
    {
        return new FeedbackRow(
            rows[0].Step, Of(row => row.Psnr), Of(row => row.NearBorders), Of(row => row.Inside),
            Of(row => row.Outside));

        double Of(Func<FeedbackRow, double> value) =>
            rows.Select(value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }
}
