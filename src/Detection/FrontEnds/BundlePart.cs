using System.Globalization;

namespace DetectionSdk;

/// <summary>One network of a <see cref="FrontEndBundle"/>.</summary>
/// <param name="File">
/// The ONNX file. In a bundle a name beside <c>bundle.json</c>, without folders; for <see cref="FrontEndBundle.Write"/>
/// any path.
/// </param>
/// <param name="Name">What messages call the part; no other part of the bundle has the same.</param>
/// <param name="FirstFrame">
/// First frame of the clip that the part is for, from 0; null where <paramref name="LastFrame"/> alone is given: 0. A
/// part with neither is for every frame, and for images that are none.
/// </param>
/// <param name="LastFrame">Last frame that it is for; null: to the end of the clip.</param>
/// <param name="Cost">Multiply-adds per input pixel; null where it was not counted.</param>
public sealed record BundlePart(
    string File, string Name, long? FirstFrame = null, long? LastFrame = null, double? Cost = null)
{
    /// <summary>The same on one line.</summary>
    public override string ToString()
    {
        string frames = Start is { } start ? $", frames {start} to {LastFrame?.ToString() ?? "the end"}" : "";
        string cost = Cost is { } count
            ? string.Create(CultureInfo.InvariantCulture, $", {count} multiply-adds per input pixel")
            : "";
        return $"{Name} ({File}){frames}{cost}";
    }

    internal long? Start => FirstFrame ?? (LastFrame is null ? null : 0);

    internal bool Serves(long? frame) => Start is not { } start || (frame >= start && !(frame > LastFrame));

    /// <summary>What is wrong with the part; null where nothing is.</summary>
    internal string? Fault
    {
        get
        {
            if (string.IsNullOrWhiteSpace(Name)) return "a part has no name";
            if (!IsPlain(File))
                return $"part '{Name}' is the file '{File}'; expected a file name without folders";
            if (FirstFrame < 0 || LastFrame < (FirstFrame ?? 0))
                return $"part '{Name}' is for the frames {Start} to {LastFrame}; expected 0 or more, in their order";
            return Cost is { } cost && !(double.IsFinite(cost) && cost >= 0)
                ? string.Create(
                    CultureInfo.InvariantCulture, $"part '{Name}' costs {cost} multiply-adds; expected at least 0")
                : null;
        }
    }

    internal static bool IsPlain(string file) =>
        !string.IsNullOrEmpty(file) && file is not ("." or "..") && file.IndexOfAny(['/', '\\']) < 0;
}
