using System.Text.Json.Serialization;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// What <see cref="DegradationPipeline.Sample"/> drew for one image: an ordered list of steps with every number in
/// them. Immutable and thread-safe. The same plan applied to the same image gives the same bytes in any thread, order
/// or process of one machine, whatever OpenCV's thread count.
/// </summary>
[JsonConverter(typeof(DegradationPlanConverter))]
public sealed class DegradationPlan
{
    /// <summary>A plan of given steps, for instance a fixed degradation to measure with.</summary>
    /// <param name="inputSize">Size of the images it applies to, pixels.</param>
    /// <param name="steps">The steps, in the order of application. May be empty.</param>
    /// <exception cref="DegradationException">
    /// A step's number is out of range, or it cannot be applied to the size it meets.
    /// </exception>
    public DegradationPlan(Size inputSize, IEnumerable<DegradationStep> steps) : this([.. steps], inputSize) =>
        ParameterCheck.ValidateItems(Steps, "steps");

    /// <summary>A plan of steps whose numbers are known to be in range.</summary>
    internal DegradationPlan(DegradationStep[] steps, Size inputSize)
    {
        if (inputSize.Width < 1 || inputSize.Height < 1)
            throw new DegradationException(
                $"The input size is {inputSize.Width} x {inputSize.Height}; expected at least 1 x 1.");
        InputSize = inputSize;
        Steps = steps.AsReadOnly();
        OutputSize = inputSize;
        foreach (DegradationStep step in Steps)
        {
            step.Validate(OutputSize);
            OutputSize = step.OutputSize(OutputSize);
        }
    }

    /// <summary>Size of the images the plan was drawn for, pixels.</summary>
    public Size InputSize { get; }

    /// <summary>Size of the degraded image, pixels.</summary>
    public Size OutputSize { get; }

    /// <summary>The steps, in the order of application.</summary>
    public IReadOnlyList<DegradationStep> Steps { get; }

    /// <summary>
    /// Degrades an image. Intermediate results are floating point; the end is clipped and rounded to 8 bit.
    /// </summary>
    /// <param name="image">
    /// CV_8UC3 BGR, or CV_32FC3 BGR in [0, 1], of <see cref="InputSize"/>. Read only, never changed.
    /// </param>
    /// <returns>A new CV_8UC3 BGR image of <see cref="OutputSize"/>; the caller disposes it.</returns>
    /// <exception cref="DegradationException">The image has another size or pixel type.</exception>
    /// <exception cref="ImageFormatException">
    /// A step makes more pixels than <see cref="ImageFile.MaximumPixels"/>.
    /// </exception>
    public Mat Apply(Mat image)
    {
        using Workspace work = Work(image);
        return PixelFormat.ToBytes(work.Image);
    }

    /// <summary>Degrades an image without clipping or rounding the end: what a network is trained with.</summary>
    /// <param name="image">
    /// CV_8UC3 BGR, or CV_32FC3 BGR in [0, 1], of <see cref="InputSize"/>. Read only, never changed.
    /// </param>
    /// <returns>
    /// A new CV_32FC3 BGR image of <see cref="OutputSize"/>, nominally in [0, 1] but beyond where noise or bicubic
    /// overshoot lead; the caller disposes it.
    /// </returns>
    /// <exception cref="DegradationException">The image has another size or pixel type.</exception>
    /// <exception cref="ImageFormatException">
    /// A step makes more pixels than <see cref="ImageFile.MaximumPixels"/>.
    /// </exception>
    public Mat ApplyFloat(Mat image)
    {
        using Workspace work = Work(image);
        return work.Image.Clone();
    }

    /// <summary>
    /// Carries boxes along, in floating-point pixels, neither rounded nor clipped: coordinates are multiplied by output
    /// side / input side. (<see cref="ResizeMethod.Nearest"/> itself may show an edge up to one pixel further right or
    /// down.)
    /// </summary>
    /// <param name="boxes">Boxes in pixels of the input image.</param>
    /// <returns>
    /// One box per box, in the same order, in pixels of the output image. None is ever dropped, however small it
    /// becomes: ask <see cref="FindVanished"/> which ones, and decide.
    /// </returns>
    public IReadOnlyList<Rect2d> MapBoxes(IReadOnlyList<Rect2d> boxes)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        double x = (double)OutputSize.Width / InputSize.Width;
        double y = (double)OutputSize.Height / InputSize.Height;
        return [.. boxes.Select(box => new Rect2d(box.X * x, box.Y * y, box.Width * x, box.Height * y))];
    }

    /// <summary>Which boxes the degradation leaves too small to see.</summary>
    /// <param name="boxes">Boxes in pixels of the input image.</param>
    /// <param name="minimumSide">
    /// A box vanishes when its shorter side in the output is below this many pixels. Default 1.
    /// </param>
    /// <returns>Indices into <paramref name="boxes"/>, ascending.</returns>
    public IReadOnlyList<int> FindVanished(IReadOnlyList<Rect2d> boxes, double minimumSide = 1)
    {
        IReadOnlyList<Rect2d> mapped = MapBoxes(boxes);
        return
        [
            .. Enumerable.Range(0, mapped.Count).Where(i => Math.Min(mapped[i].Width, mapped[i].Height) < minimumSide)
        ];
    }

    /// <summary>The plan as one line of JSON; <see cref="FromJson"/> reads it back without loss.</summary>
    /// <exception cref="DegradationException">A step of your own has no name; see <see
    /// cref="DegradationTypes"/>.</exception>
    public string ToJson() => DegradationJson.Format(this, DegradationJson.Compact);

    /// <summary>Reads a plan that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="DegradationException">
    /// It is not such JSON: unknown or missing keys, wrong types, numbers out of range.
    /// </exception>
    public static DegradationPlan FromJson(string json) =>
        DegradationJson.Parse<DegradationPlan>(json, "plan", typeof(DegradationPlanConverter.Document));

    /// <summary>
    /// The plan for a later frame of a clip: the same blur, size and strengths, hence the same camera, but fresh noise.
    /// Frame 0 is the plan itself.
    /// </summary>
    /// <param name="index">Index of the frame, from 0.</param>
    public DegradationPlan ForFrame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return index == 0 ? this : new([.. Steps.Select(step => step.ForFrame(index))], InputSize);
    }

    /// <summary>The steps in words, for labels.</summary>
    public override string ToString() =>
        Steps.Count == 0
            ? "unchanged"
            : string.Join(
                ", ", Steps.Select(step => step.Words).Where(words => words.Length > 0));

    /// <summary>
    /// The same draws with another output size: the last resize is changed, or one is added at the end.
    /// </summary>
    internal DegradationPlan WithOutputSize(Size size)
    {
        if (size == OutputSize) return this;
        List<DegradationStep> steps = [.. Steps];
        int last = steps.FindLastIndex(step => step is ResizeStep);
        if (last >= 0) steps[last] = (ResizeStep)steps[last] with { Width = size.Width, Height = size.Height };
        else steps.Add(new ResizeStep(size.Width, size.Height, ResizeMethod.AntialiasedBicubic));
        return new([.. steps], InputSize);
    }

    /// <summary>Applies the steps; the caller takes the result out and returns the workspace.</summary>
    private Workspace Work(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        RequireInput(image);
        RequireMemory();
        Workspace work = Workspace.Rent(image);
        try
        {
            foreach (DegradationStep step in Steps) step.Apply(work);
            return work;
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    private void RequireInput(Mat image)
    {
        if (image.Type() != MatType.CV_8UC3 && image.Type() != MatType.CV_32FC3)
            throw new DegradationException($"The image is {image.Type()}; expected CV_8UC3 or CV_32FC3 (BGR).");
        if (image.Size() != InputSize)
            throw new DegradationException(
                $"The image is {image.Width} x {image.Height} px; expected {InputSize.Width} x {InputSize.Height}, the "
                + "size the plan was drawn for.");
    }

    // Before it is taken: a step may enlarge beyond what any machine has.
    private void RequireMemory()
    {
        Size size = InputSize;
        foreach (DegradationStep step in Steps)
        {
            size = step.OutputSize(size);
            ImageFile.RequireSize(size, $"The image after the step '{step.Words}'");
        }
    }
}
