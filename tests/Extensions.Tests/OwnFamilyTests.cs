using DetectionSdk.Families;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Extensions.Tests;

/// <summary>A family of one's own: rows of class, score and edges in fractions of the stretched image.</summary>
public sealed class OwnFamilyTests
{
    private const int Columns = 6;

    private sealed class FractionFamily : DetectorFamily
    {
        public override bool Matches(ModelSignature model) => model.Output("fractions")?.Dimensions is [_, _, Columns];

        public override InputSpec Input(ModelSignature model) => new("images")
        {
            Colours = ColourOrder.Bgr,
            Mean = Scalar.All(127.5),
            Deviation = Scalar.All(127.5),
            Fit = InputFit.Stretch,
        };

        public override bool NeedsSuppression(ModelOutputs outputs, in DecodeContext context) => false;

        public override void Decode(ModelOutputs outputs, in DecodeContext context, ICollection<Candidate> found)
        {
            for (ReadOnlySpan<float> rows = outputs["fractions"].Floats; rows.Length > 0; rows = rows[Columns..])
            {
                Candidate box = new(rows[2], rows[3], rows[4], rows[5], rows[1], (int)rows[0]);
                found.Add(context.FromImageFractions(box));
            }
        }
    }

    [Fact]
    public void Boxes_come_back_in_pixels_of_the_picture_and_weak_ones_are_dropped()
    {
        float[] answer = [1, 0.9f, 0.5f, 0.25f, 0.75f, 0.5f, 0, 0.1f, 0, 0, 1, 1];
        byte[] model = OnnxStub.Model(
            [("images", OnnxStub.Float32, [1, 3, 32, 32])], ("fractions", OnnxStub.Float32, [1, 2, Columns]),
            [OnnxStub.Tensor("answer", OnnxStub.Float32, [1, 2, Columns], OnnxStub.Bytes(answer))],
            [OnnxStub.Node("Identity", ["answer"], ["fractions"])], null);
        using Detector detector = Detector.Load(
            model, new DetectorOptions { Family = new FractionFamily(), ClassNames = ["car", "bus"] });
        using Mat picture = new(80, 200, MatType.CV_8UC3, Scalar.All(9));

        DetectedObject bus = Assert.Single(detector.Detect(picture).Objects);

        Assert.Equal(new DetectedObject(new Rect2d(100, 20, 50, 20), 1, "bus", 0.9f), bus);
        Assert.Equal(
            "BGR less (127.5, 127.5, 127.5), divided by (127.5, 127.5, 127.5), NCHW, stretched",
            detector.Model.InputRule);
    }
}
