namespace DetectionSdk.Degradation;

/// <summary>
/// The values a parameter may take: checked by <see cref="ParameterCheck"/>, written into the recipe schema.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ParameterRangeAttribute(double minimum, double maximum) : Attribute
{
    public double Minimum { get; } = minimum;

    public double Maximum { get; } = maximum;

    /// <summary>Unit of the values, empty for plain numbers.</summary>
    public string Unit { get; init; } = "";

    public bool Whole { get; init; }

    public bool Odd { get; init; }

    public override string ToString() =>
        $"{(Odd ? "odd numbers" : Whole ? "whole numbers" : "numbers")} in [{Minimum}, "
        + $"{Maximum}]{(Unit.Length == 0 ? "" : " " + Unit)}";
}
