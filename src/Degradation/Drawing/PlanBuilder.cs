using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// A plan that is being drawn: gives effects their numbers, all from one seed, and takes their steps. Keeps the image
/// size up to date and checks each step against it. For one thread, while an effect draws.
/// </summary>
public sealed class PlanBuilder
{
    private readonly List<DegradationStep> _steps = [];

    internal PlanBuilder(Size inputSize, RandomSource random)
    {
        Random = random;
        InputSize = CurrentSize = inputSize;
    }

    /// <summary>Size of the images that the plan is for, pixels.</summary>
    public Size InputSize { get; }

    /// <summary>Size of the image after the steps so far, pixels.</summary>
    public Size CurrentSize { get; private set; }

    internal RandomSource Random { get; }

    /// <summary>Draws a parameter.</summary>
    public double Draw(Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return distribution.Draw(Random);
    }

    /// <summary>Draws a parameter of whole numbers.</summary>
    public int DrawInteger(Distribution distribution) => (int)Draw(distribution);

    /// <summary>Draws one of several values, each as likely.</summary>
    public T DrawOne<T>(IReadOnlyList<T> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return choices[Random.NextIndex(choices.Count)];
    }

    /// <summary>
    /// Draws a seed for a step's noise: a whole number of 53 bits, which every JSON reader keeps exactly.
    /// </summary>
    public long DrawSeed() => Random.NextSeed();

    /// <summary>Draws further effects, in their order.</summary>
    public void Draw(IEnumerable<EffectOptions> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        foreach (EffectOptions effect in effects) effect.Draw(this);
    }

    /// <summary>Adds a step after those so far.</summary>
    /// <exception cref="DegradationException">It cannot be applied to <see cref="CurrentSize"/>.</exception>
    public void Add(DegradationStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        step.Validate(CurrentSize);
        _steps.Add(step);
        CurrentSize = step.OutputSize(CurrentSize);
    }

    internal NoiseColor DrawColor(double greyProbability) =>
        Random.NextDouble() < greyProbability ? NoiseColor.Grey : NoiseColor.Color;

    internal void AddResize(double factor, ScaleReference relativeTo, IReadOnlyList<ResizeMethod> methods)
    {
        Size size = ResizeStep.ScaledSize(relativeTo == ScaleReference.Input ? InputSize : CurrentSize, factor);
        Add(new ResizeStep(size.Width, size.Height, DrawOne(methods)));
    }

    internal DegradationPlan Build() => new([.. _steps], InputSize);
}
