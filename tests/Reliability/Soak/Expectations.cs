using OpenCvSharp;

namespace DetectionSdk.Soak;

/// <summary>What every model finds in every picture when nothing else runs.</summary>
internal sealed class Expectations
{
    private readonly Dictionary<(string Model, int Picture), IReadOnlyList<DetectedObject>> _found = [];

    public Expectations(IReadOnlyList<SoakModel> models, IReadOnlyList<Mat> pictures)
    {
        foreach (SoakModel model in models)
        {
            using LoadedModel loaded = model.Load();
            for (int picture = 0; picture < pictures.Count; picture++)
                _found[(model.Name, picture)] = loaded.Detector.Detect(pictures[picture]).Objects;
        }
        Objects = _found.Values.Sum(objects => objects.Count);
    }

    /// <summary>Objects in all pictures; a soak of pictures without objects would show nothing.</summary>
    public int Objects { get; }

    /// <summary>Throws where a result differs.</summary>
    public void Require(string model, int picture, DetectionResult result)
    {
        if (!_found[(model, picture)].SequenceEqual(result.Objects))
            throw new InvalidOperationException($"'{model}' found something else in picture {picture}");
    }
}
