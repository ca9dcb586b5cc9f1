using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class RoutingStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_way_to_choose_has_its_quality_and_its_cost_with_what_tiles_overlap()
    {
        // 56 x 32 pixels in two tiles of 32: 2 x 1024 of 1792. The dear part gives the negative, so it is worse.
        IReadOnlyList<RoutingRow> rows = RoutingStudy.Run(
            [Write()], Photographs(), new DegradationPipeline(
                [new DownsampleOptions { Scale = 2, Methods = [ResizeMethod.AntialiasedBicubic] }]),
            [0.7], seed: 1);
        Assert.Equal(
            [
                ("all cheap", null), ("all dear", null), ("all dear, not cut", null), ("edges", null),
                ("edges, dealt by variance", null), ("edges, dealt by chance", null), ("oracle", null),
                ("edges", 0.7), ("edges, dealt by variance", 0.7), ("edges, dealt by chance", 0.7), ("oracle", 0.7),
            ],
            rows.Select(row => (row.Router, row.Budget)));
        const double tiles = 2048, pixels = 1792;
        Assert.Equal((10 * tiles / pixels, 40 * tiles / pixels, 40.0), (rows[0].Cost, rows[1].Cost, rows[2].Cost));
        Assert.All(rows.Take(2), row => Assert.Equal(1, row.Shares.Max()));
        Assert.True(rows[0].Psnr > rows[1].Psnr + 1);
        // The table takes the dear part to be better; within 0.7 one of two tiles can have it, whoever deals.
        foreach (RoutingRow row in rows.Where(row => row.Budget == 0.7 && row.Router != "oracle"))
            Assert.Equal((0.5, 25 * tiles / pixels), (row.Shares[1], row.Cost));
        Assert.Equal((rows[0].Psnr, 1.0), (rows[^1].Psnr, rows[^1].Shares[0])); // the oracle knows better
    }

    [Fact]
    public void A_network_beside_the_bundle_runs_in_the_same_tiles_and_on_the_whole_photograph()
    {
        IReadOnlyList<RoutingRow> rows = RoutingStudy.Run(
            [Write()], Photographs(), new DegradationPipeline(
                [new DownsampleOptions { Scale = 2, Methods = [ResizeMethod.AntialiasedBicubic] }]),
            [], seed: 1, [_folder.File("p.onnx")]);
        RoutingRow cut = rows.Single(row => row.Router.EndsWith("/p.onnx", StringComparison.Ordinal)), whole = rows[4];
        Assert.EndsWith("/p.onnx, not cut", whole.Router, StringComparison.Ordinal);
        Assert.Equal(rows[0].Psnr, cut.Psnr); // the bundle's first part is the same model
        Assert.Equal((0.0, 0.0), (cut.Shares.Sum(), whole.Shares.Sum()));
        Assert.Equal(whole.Cost * 2048 / 1792, cut.Cost, 1e-9);
    }

    [Fact]
    public void Noise_that_black_cuts_off_counts_as_it_was_drawn()
    {
        // More noise in the black left half, but half of it is cut off, so that the right half looks noisier and has
        // more edges: within the budget it gets the dear part.
        using Mat image = new(32, 64, MatType.CV_8UC3, Scalar.All(128));
        image[new Rect(0, 0, 32, 32)].SetTo(Scalar.All(0));
        _folder.Write("photographs/a.png", image.ToBytes(".png"));
        RoutingRow routed = RoutingStudy.Run(
            [Write(scale: 1)], UnlabelledDataSet.Read(_folder.File("photographs")),
            new DegradationPipeline([new NoiseRampOptions { From = 40, To = 25, Angle = 0 }]), [0.7], seed: 1)
            .Single(row => row is { Router: "edges", Budget: 0.7 });
        Assert.Equal(1 / 3.0, routed.Shares[1]);
        Assert.InRange(routed.NoiseCorrelation!.Value, -1, -0.8); // of what was left it would be above 0.8
    }

    [Fact]
    public void The_report_compares_with_the_costliest_part()
    {
        using StringWriter writer = new();
        StudyReport.Of(
            [
                new RoutingRow("all wide", null, 30, 2000, 4, [0, 1]),
                new RoutingRow("edges", 0.5, 29.9876, 1000, 3, [0.25, 0.75]),
                new RoutingRow("alone", null, 30.1, 1500, 2, [0, 0]),
            ]).WriteMarkdown(writer);
        Assert.Equal(
            """

            Routers beside all wide: quality, cost and time

            | router | budget | PSNR | less all | k MAC/px | cost | time | tiles |
            |---|---|---|---|---|---|---|---|
            | all wide | - | 30.000 | 0.000 | 2.0 | 1.000 | 1.00 | 0 / 100 % |
            | edges | 0.50 | 29.988 | -0.012 | 1.0 | 0.500 | 0.75 | 25 / 75 % |
            | alone | - | 30.100 | +0.100 | 1.5 | 0.750 | 0.50 | - |

            """.ReplaceLineEndings(), writer.ToString());
    }

    private AnnotatedDataSet Photographs()
    {
        using Mat image = new(64, 112, MatType.CV_8UC3, Scalar.All(60));
        Cv2.Circle(image, new Point(80, 30), 20, Scalar.All(200), -1);
        _folder.Write("photographs/a.png", image.ToBytes(".png"));
        return UnlabelledDataSet.Read(_folder.File("photographs"));
    }

    private string Write(int scale = 2)
    {
        string bundle = _folder.File("edges.zip");
        string plain = _folder.Write("p.onnx", SuperResolutionStub.Fixed(scale, blur: false));
        string negative = _folder.Write("n.onnx", SuperResolutionStub.Negative(scale));
        using EdgeRouter router = new([0, 100], [[20, 10], [40, 10]]);
        FrontEndBundle.Write(
            bundle, [new BundlePart(plain, "cheap", Cost: 10), new BundlePart(negative, "dear", Cost: 40)], router,
            overlap: 0, tileSize: 32);
        return bundle;
    }
}
