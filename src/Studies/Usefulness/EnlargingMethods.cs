namespace DetectionSdk.Studies;

/// <summary>
/// The methods of enlarging that Dai et al. compare, as far as they need no training by gradients: two that learn
/// nothing, and four learned from pairs of patches. Owns them.
/// </summary>
public sealed class EnlargingMethods : IDisposable
{
    private const double Sharpening = 1.5;

    private readonly PatchSamples _samples;
    private readonly PatchAtoms _dictionary;

    private EnlargingMethods(PatchSamples samples, PatchAtoms dictionary, int scale, long seed)
    {
        (_samples, _dictionary) = (samples, dictionary);
        All =
        [
            (Baseline, new CubicEnlarger(scale)),
            ("sharpened", new CubicEnlarger(scale, Sharpening)),
            ("Zeyde", new SparseEnlarger(samples, dictionary)),
            ("ANR", AnchoredEnlarger.LearnFromAtoms(samples, dictionary)),
            ("A+", AnchoredEnlarger.LearnFromSamples(samples, dictionary)),
            ("forest", ForestEnlarger.Learn(samples, seed: seed)),
        ];
    }

    /// <summary>Name of the method that the others are compared with.</summary>
    public static string Baseline => "bicubic";

    /// <summary>Names and front-ends, the baseline first.</summary>
    public IReadOnlyList<(string Name, FrontEnd FrontEnd)> All { get; }

    /// <summary>Learns all of them.</summary>
    /// <param name="photographs">Image files to cut patches from.</param>
    /// <param name="scale">2 to 8.</param>
    /// <param name="patches">About how many pairs of patches.</param>
    /// <param name="seed">Decides which, and with which atoms begin.</param>
    /// <exception cref="StudyException">The photographs hold too few patches.</exception>
    /// <exception cref="ImageFormatException">A file is damaged or no image.</exception>
    public static EnlargingMethods Learn(IReadOnlyList<string> photographs, int scale, int patches, long seed)
    {
        PatchSamples samples = PatchSamples.Read(photographs, scale, patches, seed);
        return new EnlargingMethods(samples, PatchAtoms.Learn(samples, seed: seed), scale, seed);
    }

    /// <summary>Frees the methods.</summary>
    public void Dispose()
    {
        foreach ((_, FrontEnd frontEnd) in All) frontEnd.Dispose();
        _dictionary.Dispose();
        _samples.Dispose();
    }
}
