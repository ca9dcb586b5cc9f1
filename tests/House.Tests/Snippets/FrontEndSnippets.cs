using OpenCvSharp;

namespace DetectionSdk.House.Tests.Snippets;

internal static class FrontEndSnippets
{
    public static void Gated()
    {
        #region GatedFrontEnd
        SuperResolver resolver = SuperResolver.Load("sr-x4.onnx");
        GatedFrontEnd gated = new(resolver, QualityGate.Load("gate.json"));         // good pictures pass unchanged
        using Detector detector = Detector.Load("model.onnx", frontEnd: gated);     // disposes both
        #endregion
    }

    public static void Bundled()
    {
        #region Bundle
        FrontEndBundle.Write(
            "two.zip", [new BundlePart("small.onnx", "small"), new BundlePart("large.onnx", "large")],
            new VarianceRouter([120]));                     // tiles whose luma varies by 120 or more go to the second
        using SuperResolver resolver = SuperResolver.Load("two.zip");
        #endregion
    }

    #region OwnFrontEnd
    internal sealed class Brighten : FrontEnd
    {
        protected override Mat Process(Mat image, FrontEndContext context)
        {
            Mat brighter = new();
            image.ConvertTo(brighter, -1, alpha: 1.5);
            return brighter;                            // or the image itself, to leave it as it is
        }
    }
    #endregion
}
