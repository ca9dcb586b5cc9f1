using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

public sealed class AerisNetworkTests
{
    [Theory]
    [InlineData(0.125, RestorationKind.Arbitrary, 206_596)]
    [InlineData(0.5, RestorationKind.None, 3_076_073)]
    [InlineData(0.5, RestorationKind.Released, 3_127_001)]
    [InlineData(0.5, RestorationKind.Arbitrary, 3_104_068)]
    [InlineData(1, RestorationKind.None, 12_283_849)]
    public void Parameter_counts_are_pinned(double width, RestorationKind restoration, long expected)
    {
        using AerisNetwork network = Create(width, restoration);
        Assert.Equal(expected, network.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void A_narrow_last_stage_keeps_the_exported_model_small()
    {
        using AerisNetwork network = new(
            new AerisNetworkOptions
            {
                Classes = 5,
                Width = 1,
                LastStageChannels = 96,
                Restoration = RestorationKind.None,
            });
        Assert.Equal(3_906_441, network.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void The_encoder_at_full_width_has_as_many_parameters_as_ResNet18_without_its_classifier()
    {
        using var encoder = new ResidualEncoder(1);
        Assert.Equal(11_689_512 - 513_000, encoder.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void The_released_decoder_has_the_published_parameters_after_its_entrance()
    {
        using var decoder = new ReleasedRestorationDecoder(128);
        Assert.Equal(34_736, decoder.named_parameters()
            .Where(
                entry =>
                    !entry.name.StartsWith("reduce", StringComparison.Ordinal)
                        && !entry.name.StartsWith("enlarge", StringComparison.Ordinal))
            .Sum(entry => entry.parameter.numel()));
    }

    [Theory]
    [InlineData(RestorationKind.Arbitrary)]
    [InlineData(RestorationKind.Released)]
    public void State_keys_and_shapes_are_pinned(RestorationKind restoration)
    {
        using AerisNetwork network = Create(0.125, restoration);
        string[] actual =
        [
            .. network.state_dict()
                .Select(entry => $"{entry.Key} {string.Join('x', entry.Value.shape)}").Order(StringComparer.Ordinal)
        ];
        string golden = Path.Combine(AppContext.BaseDirectory, "Networks", $"{restoration}.keys.txt");
        Assert.Equal(File.ReadAllLines(golden), actual);
    }

    [Theory]
    [InlineData(Precision.Full)]
    [InlineData(Precision.Mixed)]
    public void Outputs_are_single_precision_maps_at_stride_four(Precision precision)
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Create(0.125, RestorationKind.Arbitrary);
        network.Precision = precision;
        AerisOutput output = network.call(rand(2, 3, 64, 96), null);
        Assert.Equal([2, 5, 16, 24], output.Heatmap.shape);
        Assert.Equal([2, 2, 16, 24], output.BoxSize.shape);
        Assert.Equal([2, 2, 16, 24], output.CenterOffset.shape);
        Assert.Null(output.Restored);
        Assert.All(
            [output.Heatmap, output.BoxSize, output.CenterOffset], map => Assert.Equal(ScalarType.Float32, map.dtype));
    }

    [Theory]
    [InlineData(64, 64)] // scale 1
    [InlineData(96, 96)] // scale 1.5
    [InlineData(256, 256)] // scale 4
    [InlineData(97, 131)] // no multiple of anything, other aspect ratio
    public void Restored_images_have_the_size_that_is_asked_for(int height, int width)
    {
        using var scope = NewDisposeScope();
        foreach (RestorationKind restoration in new[] { RestorationKind.Released, RestorationKind.Arbitrary })
        {
            using AerisNetwork network = Create(0.125, restoration);
            Tensor restored = network.call(rand(1, 3, 64, 64), new Size(width, height)).Restored!;
            Assert.Equal([1, 3, height, width], restored.shape);
            Assert.Equal(ScalarType.Float32, restored.dtype);
        }
    }

    [Fact]
    public void Our_decoder_starts_as_bicubic_enlargement()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Create(0.125, RestorationKind.Arbitrary);
        Tensor images = rand(2, 3, 32, 64);
        Tensor restored = network.call(images, new Size(150, 80)).Restored!;
        Tensor bicubic = nn.functional.interpolate(
            images, [80, 150], mode: InterpolationMode.Bicubic, align_corners: false);
        Assert.True(restored.allclose(bicubic, atol: 1e-5));
    }

    [Fact]
    public void The_restoration_loss_reaches_the_encoder_and_the_neck_once_training_has_begun()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Create(0.125, RestorationKind.Arbitrary);
        using (no_grad())
            network.get_parameter("restoration.output.weight")!.normal_(0, 0.1);
        network.call(rand(1, 3, 64, 64), new Size(128, 128)).Restored!.sum().backward();
        foreach (string name in
            new[]
            {
                "encoder.conv1.weight",
                "encoder.layer4.1.conv2.weight",
                "neck.fuse2.conv.weight",
                "restoration.scale_shift",
            })
            Assert.True(network.get_parameter(name)!.grad!.abs().sum().item<float>() > 0, name);
        Assert.Null(network.get_parameter("head.heatmap.0.weight")!.grad);
    }

    [Fact]
    public void A_decoder_whose_features_are_all_negative_still_learns()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Create(0.125, RestorationKind.Arbitrary);
        using (no_grad())
        {
            network.get_parameter("restoration.output.weight")!.normal_(0, 0.1);
            network.get_parameter("restoration.expand.bias")!.sub_(100);
        }
        network.call(rand(1, 3, 64, 64), new Size(128, 128)).Restored!.sum().backward();
        Assert.True(network.get_parameter("restoration.expand.bias")!.grad!.abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Mixed_precision_computes_what_full_precision_does_within_its_rounding()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Create(0.25, RestorationKind.Arbitrary);
        Tensor images = rand(2, 3, 64, 64);
        Tensor full = network.call(images, null).Heatmap;
        network.Precision = Precision.Mixed;
        Tensor mixed = network.call(images, null).Heatmap;
        // bfloat16 has 8 significant bits; some twenty layers of it stay within a few hundredths of a logit's spread.
        Assert.True(full.sub(mixed).abs().max().item<float>() < 0.05f);
        Assert.False(full.equal(mixed).all().item<bool>());
    }

    [Fact]
    public void Parameters_and_gradients_are_single_precision_in_mixed_training()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Create(0.125, RestorationKind.Arbitrary);
        network.Precision = Precision.Mixed;
        AerisOutput output = network.call(rand(1, 3, 32, 32), new Size(32, 32));
        output.Heatmap.sum().backward(retain_graph: true);
        output.Restored!.sum().backward();
        Assert.All(network.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        Assert.All(
            network.parameters().Where(p => p.grad is not null),
            parameter => Assert.Equal(ScalarType.Float32, parameter.grad!.dtype));
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void Narrow_networks_train_in_mixed_precision()
    {
        // A strided 1x1 convolution over fewer than 16 channels wrote outside its buffers here and ended the process.
        using AerisNetwork network = Create(0.0625, RestorationKind.Arbitrary);
        network.Precision = Precision.Mixed;
        for (int i = 0; i < 20; i++)
        {
            using var scope = NewDisposeScope();
            AerisOutput output = network.call(rand(1 + (i % 3), 3, 32 + (32 * (i % 4)), 64), new Size(90, 70));
            output.Heatmap.sum().Plus(output.Restored!.sum()).backward();
            Assert.True(
                network.parameters()
                    .All(parameter => parameter.grad is null || parameter.grad.isfinite().all().item<bool>()));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_network()
    {
        using AerisNetwork first = Create(0.125, RestorationKind.Arbitrary);
        using AerisNetwork second = Create(0.125, RestorationKind.Arbitrary);
        foreach ((string key, Tensor value) in first.state_dict())
            Assert.True(value.equal(second.state_dict()[key]).all().item<bool>(), key);
    }

    [Theory]
    [InlineData(RestorationKind.Arbitrary)]
    [InlineData(RestorationKind.Released)]
    public void No_tensor_of_a_network_stays_behind_when_it_is_moved_to_another_device(RestorationKind restoration)
    {
        using AerisNetwork network = Create(0.125, restoration);
        network.to(META); // a device that every machine has
        (string Name, Tensor? Value)[] held =
        [
            .. from named in network.named_modules().Append((name: "", module: network))
               from field in named.module.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
               where typeof(Tensor).IsAssignableFrom(field.FieldType)
               select ($"{named.name}.{field.Name}", (Tensor?)field.GetValue(named.module)),
        ];
        Assert.NotEmpty(held);
        Assert.DoesNotContain(held, field => field.Value is { device_type: not DeviceType.META });
        Assert.Equal(DeviceType.META, network.Device.type);
    }

    [Fact]
    public void A_network_built_inside_a_dispose_scope_outlives_it()
    {
        AerisNetwork network;
        using (NewDisposeScope())
            network = Create(0.125, RestorationKind.Arbitrary);
        using (NewDisposeScope())
            Assert.Equal([1, 5, 8, 8], network.call(rand(1, 3, 32, 32), null).Heatmap.shape);
        network.Dispose();
    }

    [Fact]
    public void Images_of_another_shape_are_refused_with_what_was_expected()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Create(0.125, RestorationKind.None);
        var failure = Assert.Throws<ArgumentException>("images", () => network.forward(rand(1, 3, 64, 50), null));
        Assert.Contains(
            "(1, 3, 64, 50); expected (B, 3, H, W) with H and W multiples of 32", failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_detector_without_decoder_refuses_to_restore()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork network = Create(0.125, RestorationKind.None);
        Assert.Throws<ArgumentException>(() => network.forward(rand(1, 3, 32, 32), new Size(32, 32)));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0)]
    [InlineData(1, 0.51)]
    [InlineData(1, 3)]
    [InlineData(1, double.NaN)]
    public void Options_out_of_range_are_refused(int classes, double width) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new AerisNetwork(new AerisNetworkOptions { Classes = classes, Width = width }));

    internal static AerisNetwork Create(double width, RestorationKind restoration, int classes = 5)
    {
        manual_seed(1);
        return new AerisNetwork(
            new AerisNetworkOptions { Classes = classes, Width = width, Restoration = restoration });
    }
}
