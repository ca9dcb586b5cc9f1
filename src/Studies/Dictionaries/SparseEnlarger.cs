using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>Enlarges by a pair of dictionaries, as Zeyde, Elad and Protter (2010) do.</summary>
/// <param name="samples">Says how patches lie and are described; must live as long as this.</param>
/// <param name="dictionary">Must live as long as this, too.</param>
public sealed class SparseEnlarger(PatchSamples samples, PatchAtoms dictionary) : PatchEnlarger(samples)
{
    private protected override Mat Predict(Mat inputs) => dictionary.Predict(inputs);
}
