using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Enlarges bicubically and adds to the luma what patches lack, told by what they look like. Learned by linear algebra,
/// without gradients. Thread-safe.
/// </summary>
public abstract class PatchEnlarger : FrontEnd
{
    private readonly PatchSamples _samples;

    /// <param name="samples">Says how patches lie and are described; must live as long as this.</param>
    private protected PatchEnlarger(PatchSamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        _samples = samples;
    }

    /// <inheritdoc/>
    protected override Mat Process(Mat image, FrontEndContext context)
    {
        using LumaPicture enlarged = LumaPicture.Enlarge(image, _samples.Scale);
        if (!PatchGrid.Fits(image.Size())) return enlarged.ToPicture();
        using Mat descriptions = _samples.Grid.Describe(enlarged.Luma), inputs = _samples.Reduce(descriptions);
        using Mat details = Predict(inputs), all = _samples.Grid.Assemble(details, enlarged.Luma.Size());
        return enlarged.Add(all);
    }

    /// <summary>What patches lack.</summary>
    /// <param name="inputs">Their descriptions, one row of 30 numbers each, CV_32FC1.</param>
    /// <returns>A new Mat, one row of pixels each.</returns>
    private protected abstract Mat Predict(Mat inputs);
}
