namespace DetectionSdk.Degradation;

/// <summary>
/// The values that a parameter of an <see cref="EffectOptions"/> or a <see cref="DegradationStep"/> may take: a number,
/// or a <see cref="Distribution"/> with all that can be drawn from it. Checked when a pipeline or a plan is made, and
/// written into the recipe schema.
/// </summary>
/// <param name="minimum">The smallest value.</param>
/// <param name="maximum">The largest value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParameterRangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>The smallest value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>The largest value.</summary>
    public double Maximum { get; } = maximum;

    /// <summary>Unit of the values, empty for plain numbers.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether values are whole numbers; in a recipe a pair then means those from one to the other.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether values are odd whole numbers; in a recipe a pair then means those from one to the
    /// other.</summary>
    public bool Odd { get; init; }

    /// <summary>The range in words, for messages.</summary>
    public override string ToString() =>
        $"{(Odd ? "odd numbers" : Whole ? "whole numbers" : "numbers")} in [{Minimum}, "
        + $"{Maximum}]{(Unit.Length == 0 ? "" : " " + Unit)}";
}
