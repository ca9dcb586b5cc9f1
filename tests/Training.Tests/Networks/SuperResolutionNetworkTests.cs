using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

public sealed class SuperResolutionNetworkTests
{
    [Theory]
    [InlineData("srcnn", 4, 20_099)] // 9x9x3x64+64 + 64x32+32 + 5x5x32x3+3
    [InlineData("fsrcnn", 4, 24_683)] // 5x5x3x56+56+56 + 56x12+12+12 + 4 (9x12x12+12+12) + 12x56+56+56 + 9x9x56x3+3
    [InlineData("edsr", 2, 1_369_859)]
    [InlineData("edsr", 3, 1_554_499)]
    [InlineData("edsr", 4, 1_517_571)] // the published 1.5 M
    [InlineData("edsr", 4, 232_963, 0.5, 8)] // 3x3x3x32+32 + 17 (3x3x32x32+32) + 2 (3x3x32x128+128) + 3x3x32x3+3
    [InlineData("dbpn", 2, 5_953_526)] // 39 projecting convolutions of 6 x 6; the published 5.95 M
    [InlineData("dbpn", 4, 10_426_358)] // of 8 x 8; the published 10.4 M
    [InlineData("dbpn", 8, 23_205_878)] // of 12 x 12; the published 23.2 M
    [InlineData("any-scale", 4, 1_260_099)]
    [InlineData("edsr-shuffle", 4, 28_288, 0.25, 4)] // 3x3x3x16+16 + 9 (3x3x16x16+16) + 3x3x16x48+48
    [InlineData("any-scale", 4, 316_131, 0.5)] // 3x3x3x32+32 + 34 (3x3x32x32+32) + 3x3x8x8+8 + 3x3x8x3+3
    [InlineData("edsr-half", 1, 79_884, 0.5, 4)] // 5x5x3x32+32 + 8 (3x3x32x32+32) + 3x3x32x12+12
    public void Parameters_are_as_many_as_the_layers_have(
        string architecture, int scale, long expected, double width = 1, int? depth = null)
    {
        SuperResolutionOptions options = new()
        {
            Architecture = Named(architecture),
            Scale = scale,
            Width = width,
            Depth = depth,
        };
        using SuperResolutionNetwork network = SuperResolutionNetwork.Create(options);
        Assert.Equal(expected, network.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("srcnn", 3)]
    [InlineData("fsrcnn", 2)]
    [InlineData("fsrcnn", 3)]
    [InlineData("edsr", 3)]
    [InlineData("edsr", 4)]
    [InlineData("edsr", 8)]
    [InlineData("dbpn", 2)]
    [InlineData("dbpn", 3)]
    [InlineData("dbpn", 4)]
    [InlineData("edsr-shuffle", 3)]
    [InlineData("edsr-half", 1)]
    public void An_untrained_network_enlarges_bicubically_to_exactly_the_scale(string architecture, int scale)
    {
        using var scope = NewDisposeScope();
        using SuperResolutionNetwork network = Create(Named(architecture), scale);
        Tensor images = rand(2, 3, 11, 14);
        Tensor enlarged = network.call(images, new Size(14 * scale, 11 * scale));
        Tensor bicubic = nn.functional.interpolate(
            images, [11 * scale, 14 * scale], mode: InterpolationMode.Bicubic, align_corners: false);
        Assert.Equal(bicubic.shape, enlarged.shape);
        Assert.Equal(bicubic.data<float>().ToArray(), enlarged.data<float>().ToArray());
    }

    // Both draw the same weights, so that they differ by the picture that is added.
    [Theory]
    [InlineData("edsr")]
    [InlineData("srcnn")]
    public void Without_the_skip_it_gives_what_the_bicubic_picture_lacks(string architecture)
    {
        using var scope = NewDisposeScope();
        SuperResolutionOptions options = new() { Architecture = Named(architecture), Width = 0.25, Depth = 2 };
        Tensor images = rand(1, 3, 9, 7);
        Tensor[] answers = [.. new[] { true, false }.Select(adds => Answer(options with { AddsBicubic = adds }))];
        Tensor bicubic = nn.functional.interpolate(
            images, [36, 28], mode: InterpolationMode.Bicubic, align_corners: false);

        Assert.True((answers[0] - answers[1]).allclose(bicubic, atol: 1e-5));
        Assert.True(answers[1].abs().max().item<float>() > 0.01);

        Tensor Answer(SuperResolutionOptions chosen)
        {
            random.manual_seed(3);
            using SuperResolutionNetwork network = SuperResolutionNetwork.Create(chosen);
            using (no_grad())
                foreach (Tensor parameter in network.parameters()) parameter.add_(randn_like(parameter).mul_(0.02f));
            return network.call(images, new Size(28, 36)).detach();
        }
    }

    [Theory]
    [InlineData(11, 14)]
    [InlineData(17, 21)] // about 1.5
    [InlineData(44, 57)] // about 4
    public void A_network_for_any_scale_answers_any_size(int height, int width)
    {
        using var scope = NewDisposeScope();
        using SuperResolutionNetwork network = Create(SuperResolutionArchitecture.AnyScale, 4);
        Disturb(network);
        Assert.Equal([2, 3, height, width], network.call(rand(2, 3, 11, 14), new Size(width, height)).shape);
    }

    [Theory]
    [InlineData("srcnn", 4)]
    [InlineData("fsrcnn", 4)]
    [InlineData("edsr", 4)]
    [InlineData("dbpn", 2)]
    [InlineData("any-scale", 4)]
    [InlineData("edsr-shuffle", 4)]
    [InlineData("edsr-half", 1)]
    public void A_pixel_beyond_the_reach_changes_nothing_and_one_within_it_does(string architecture, int scale)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using SuperResolutionNetwork network = Create(Named(architecture), scale);
        Disturb(network);
        int width = 2 * network.Reach + 8;
        Tensor images = rand(1, 3, 6, width), changed = images.clone();
        changed[0, .., .., 0] = zeros(3, 6);
        Size size = new(width * scale, 6 * scale);
        // by column of the output
        Tensor difference = network.call(images, size).sub(network.call(changed, size)).abs().amax([0, 1, 2]);
        float[] columns = difference.data<float>().ToArray();
        Assert.All(columns.Skip((network.Reach + 1) * scale), value => Assert.Equal(0, value));
        Assert.Contains(columns.Take(2 * scale), value => value > 0);
    }

    [Theory]
    [InlineData("srcnn")]
    [InlineData("fsrcnn")]
    [InlineData("edsr")]
    [InlineData("dbpn")]
    [InlineData("any-scale")]
    [InlineData("edsr-half", 1)]
    public void Gradients_reach_every_parameter_in_both_number_formats(string architecture, int scale = 2)
    {
        using var scope = NewDisposeScope();
        using SuperResolutionNetwork network = Create(Named(architecture), scale);
        Disturb(network);
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            network.Precision = precision;
            network.zero_grad();
            network.call(rand(2, 3, 12, 12), new Size(12 * scale, 12 * scale)).abs().mean().backward();
            Assert.All(network.named_parameters(), named =>
            {
                double length = named.parameter.grad!.norm().item<float>();
                Assert.True(double.IsFinite(length) && length > 0, $"{precision} {named.name}: {length}");
            });
        }
    }

    [Fact]
    public void Wrong_sizes_and_options_are_refused()
    {
        using var scope = NewDisposeScope();
        using SuperResolutionNetwork network = Create(SuperResolutionArchitecture.Edsr, 4);
        Assert.Contains(
            "expected 4 times",
            Assert.Throws<ArgumentException>(() => network.call(rand(1, 3, 8, 8), new Size(31, 32))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected (B, 3, h, w)",
            Assert.Throws<ArgumentException>(() => network.call(rand(1, 1, 8, 8), new Size(32, 32))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(SuperResolutionArchitecture.Edsr, 5));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SuperResolutionNetwork.Create(new SuperResolutionOptions { Width = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SuperResolutionNetwork.Create(new SuperResolutionOptions { Depth = 1 }));
    }

    /// <summary>A small network of each kind.</summary>
    internal static SuperResolutionNetwork Create(SuperResolutionArchitecture architecture, int scale) =>
        SuperResolutionNetwork.Create(new SuperResolutionOptions
        {
            Architecture = architecture,
            Scale = scale,
            Width = 0.125,
            Depth = architecture == SuperResolutionArchitecture.Srcnn ? null : 3,
        });

    /// <summary>The network of a name, for theories.</summary>
    internal static SuperResolutionArchitecture Named(string name) =>
        SuperResolutionArchitecture.TryParse(name, out SuperResolutionArchitecture? architecture)
            ? architecture
            : throw new ArgumentException(name);

    /// <summary>Gives the zeroed last layer weights, as training would.</summary>
    internal static void Disturb(SuperResolutionNetwork network)
    {
        using var noGradient = no_grad();
        foreach (Tensor parameter in network.parameters())
        {
            if (parameter.count_nonzero().item<long>() == 0 && parameter.dim() == 4)
                nn.init.normal_(parameter, 0, 0.05);
        }
    }
}
