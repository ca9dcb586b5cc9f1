using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Where a pipeline's effects write the steps they draw: keeps the image size up to date and checks each step against
/// it.
/// </summary>
internal sealed class PlanBuilder(Size inputSize, RandomSource random)
{
    private readonly List<DegradationStep> _steps = [];

    public RandomSource Random { get; } = random;

    public Size InputSize { get; } = inputSize;

    public Size CurrentSize { get; private set; } = inputSize;

    public double Draw(Distribution distribution) => distribution.Draw(Random);

    public int DrawInteger(Distribution distribution) => (int)distribution.Draw(Random);

    public T DrawOne<T>(IReadOnlyList<T> choices) => choices[Random.NextIndex(choices.Count)];

    public NoiseColor DrawColor(double greyProbability) =>
        Random.NextDouble() < greyProbability ? NoiseColor.Grey : NoiseColor.Color;

    public void Draw(IEnumerable<EffectOptions> effects)
    {
        foreach (EffectOptions effect in effects) effect.Draw(this);
    }

    public void AddResize(double factor, ScaleReference relativeTo, IReadOnlyList<ResizeMethod> methods)
    {
        Size size = ResizeStep.ScaledSize(relativeTo == ScaleReference.Input ? InputSize : CurrentSize, factor);
        Add(new ResizeStep(size.Width, size.Height, DrawOne(methods)));
    }

    public void Add(DegradationStep step)
    {
        step.Validate(CurrentSize);
        _steps.Add(step);
        CurrentSize = step.OutputSize(CurrentSize);
    }

    public DegradationPlan Build() => new([.. _steps], InputSize);
}
