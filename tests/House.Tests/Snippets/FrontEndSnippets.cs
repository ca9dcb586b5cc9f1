namespace DetectionSdk.House.Tests.Snippets;

internal static class FrontEndSnippets
{
    public static void Gated()
    {
        #region GatedFrontEnd
        using SuperResolver resolver = SuperResolver.Load("sr-x4.onnx");
        using GatedFrontEnd gated = new(resolver, QualityGate.Load("gate.json"));   // good pictures pass unchanged
        using Detector detector = Detector.Load("model.onnx", frontEnd: gated);
        #endregion
    }
}
