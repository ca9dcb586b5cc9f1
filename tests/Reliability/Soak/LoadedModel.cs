namespace DetectionSdk.Soak;

/// <summary>A detector and its front-end, which are released together.</summary>
internal sealed record LoadedModel(Detector Detector, FrontEnd? FrontEnd) : IDisposable
{
    public void Dispose()
    {
        Detector.Dispose();
        FrontEnd?.Dispose();
    }
}
