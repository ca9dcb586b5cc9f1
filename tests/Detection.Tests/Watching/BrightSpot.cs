using DetectionSdk.Families;

namespace DetectionSdk.Tests.Watching;

/// <summary>
/// A detector that finds what is bright: the network gives its input back, and the box is around all pixels of more
/// than half. So a drawn clip has answers that are known to the pixel.
/// </summary>
internal sealed class BrightSpot(int side) : DetectorFamily
{
    public static Detector Load(TemporaryFolder folder, int side)
    {
        byte[] model = OnnxStub.Model(
            [("images", OnnxStub.Float32, [1, 3, side, side])], ("same", OnnxStub.Float32, [1, 3, side, side]), [],
            [OnnxStub.Node("Identity", ["images"], ["same"])], null);
        return Detector.Load(
            folder.Write("bright.onnx", model),
            new DetectorOptions { Family = new BrightSpot(side), ClassNames = ["spot"] });
    }

    public override bool Matches(ModelSignature model) => model.Output("same") is not null;

    public override InputSpec Input(ModelSignature model) => new("images") { Fit = InputFit.Stretch };

    public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

    public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
    {
        ReadOnlySpan<float> red = outputs["same"].Floats[..(side * side)];
        int left = side, top = side, right = -1, bottom = -1;
        for (int i = 0; i < red.Length; i++)
        {
            if (red[i] <= 0.5f) continue;
            (left, right) = (Math.Min(left, i % side), Math.Max(right, i % side));
            (top, bottom) = (Math.Min(top, i / side), Math.Max(bottom, i / side));
        }
        if (right >= 0) found.Add(new Candidate(left, top, right + 1, bottom + 1, 0.9f, 0));
    }
}
