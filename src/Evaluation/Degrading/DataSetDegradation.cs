using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Degraded copies of an annotated data set: images, boxes and areas together. What an image draws depends on the seed,
/// the copy and its index alone, so a copy made on the fly equals one that was written to disk. Immutable and
/// thread-safe.
/// </summary>
/// <param name="pipeline">What the plans are drawn from.</param>
/// <param name="seed">Any number.</param>
/// <param name="copy">Number of the copy, from 0: copies of one seed are unrelated draws.</param>
public sealed class DataSetDegradation(DegradationPipeline pipeline, long seed, int copy = 0)
{
    private readonly DegradationAugmentation _draws = new(pipeline, seed);

    /// <summary>The plan of one image of the data set.</summary>
    /// <param name="index">Index of the image in the data set.</param>
    /// <param name="size">Its size in pixels.</param>
    /// <exception cref="DegradationException">The image is too small for an effect.</exception>
    public DegradationPlan PlanOf(int index, Size size) => _draws.Sample(copy, index, size);

    /// <summary>Degrades one image and its annotations: an <see cref="ImageTransform"/>.</summary>
    /// <param name="index">Index of the image in the data set.</param>
    /// <param name="image">The pixels, 8-bit BGR; not changed.</param>
    /// <param name="annotated">Its annotations.</param>
    /// <returns>A new 8-bit BGR Mat, which the caller disposes, and the annotations that fit it.</returns>
    /// <exception cref="DegradationException">The image is too small for an effect.</exception>
    public (Mat Image, AnnotatedImage Annotated) Apply(int index, Mat image, AnnotatedImage annotated)
    {
        ArgumentNullException.ThrowIfNull(image);
        DegradationPlan plan = PlanOf(index, image.Size());
        return (plan.Apply(image), Map(annotated, plan));
    }

    /// <summary>
    /// Carries annotations along a plan: boxes and outlines in floating-point pixels, areas with the product of both
    /// scales. Every
    /// box is kept, however small it becomes; <see cref="DegradationPlan.FindVanished"/> tells which are below a pixel.
    /// </summary>
    public static AnnotatedImage Map(AnnotatedImage annotated, DegradationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(annotated);
        ArgumentNullException.ThrowIfNull(plan);
        double x = (double)plan.OutputSize.Width / plan.InputSize.Width;
        double y = (double)plan.OutputSize.Height / plan.InputSize.Height, scale = x * y;
        IReadOnlyList<Rect2d> boxes = plan.MapBoxes([.. annotated.Annotations.Select(item => item.Box)]);
        return annotated with
        {
            Size = plan.OutputSize,
            Annotations =
            [
                .. annotated.Annotations.Zip(boxes, (item, box) => item with
                {
                    Box = box,
                    Area = item.Area * scale,
                    Outline = item.Outline?.Scale(x, y),
                })
            ],
        };
    }
}
