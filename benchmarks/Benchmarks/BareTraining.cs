using DetectionSdk.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// The tensor operations of one training step of the AERIS network with our decoder, in bfloat16 and channels last,
/// called one after the other on plain tensors: no modules, no options, no checks. Pixels to floats, forward, losses,
/// backward, gradient clipping, AdamW, moving average. The reference for what the library adds to them.
/// </summary>
internal sealed class BareTraining
{
    private static readonly Scalar One =
        1f, ByteRange =
            255f, LeakySlope =
                0.1f, Tenth = 0.05f, Half = 0.5f, RestorationWeight = 0.4f, LongestGradient = 35f, Epsilon = 1e-8f;
    private static readonly Scalar KeepFirst =
        0.9f, AddFirst = 0.1f, KeepSecond = 0.999f, AddSecond = 0.001f, KeepWeight = 0.99999f, StepSize = -0.001f;
    private static readonly double[] Twice = [2, 2];

    private readonly Tensor _mean = tensor([0.485f, 0.456f, 0.406f]).view(1, 3, 1, 1);
    private readonly Tensor _deviation = tensor([0.229f, 0.224f, 0.225f]).view(1, 3, 1, 1);
    private readonly Dictionary<string, Tensor> _state;
    private readonly Tensor _images, _clean;
    private readonly CenterTargets _targets;
    private readonly (Tensor Value, Tensor First, Tensor Second)[] _weights;
    private readonly (Tensor Value, Tensor Average)[] _averages;

    /// <param name="state">Parameters and statistics by name; changed by every step.</param>
    /// <param name="images">Bytes, (B, h, w, RGB).</param>
    /// <param name="clean">Bytes, (B, H, W, RGB).</param>
    /// <param name="targets">What the head should answer.</param>
    public BareTraining(Dictionary<string, Tensor> state, Tensor images, Tensor clean, CenterTargets targets)
    {
        (_state, _images, _clean, _targets) = (state, images, clean, targets);
        _weights =
        [
            .. state.Values.Where(value => value.requires_grad).Select(
                value => (value, zeros_like(value, requires_grad: false), zeros_like(value, requires_grad: false)))
        ];
        _averages = [.. state.Values.Select(value => (value, value.detach().clone()))];
    }

    /// <summary>Takes one step and returns its loss.</summary>
    public float Step()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((Tensor value, _, _) in _weights) value.grad?.zero_();
        Tensor input = ToFloats(_images), clean = ToFloats(_clean);
        Tensor x = input.sub(_mean).div_(_deviation).to(ScalarType.BFloat16);
        Tensor c1 = Normalise(Convolve(x, "encoder.conv1", stride: 2), "encoder.bn1").relu_();
        Tensor c2 = Stage(nn.functional.max_pool2d(c1, 3, 2, 1), "encoder.layer1", 1);
        Tensor c3 = Stage(c2, "encoder.layer2", 2);
        Tensor c4 = Stage(c3, "encoder.layer3", 2);
        Tensor c5 = Stage(c4, "encoder.layer4", 2);
        Tensor neck = Join(Block(c5, "neck.reduce5"), c4);
        neck = Join(Block(neck, "neck.reduce4"), c3);
        neck = Block(Join(Block(neck, "neck.reduce3"), c2), "neck.fuse2");
        Tensor detection = DetectionLoss(
            Branch(neck, "head.heatmap"), Branch(neck, "head.size"), Branch(neck, "head.offset"));
        Tensor restoration = nn.functional.l1_loss(Restore(c1, neck, input, clean.shape[2..]), clean)
            .mul(RestorationWeight);
        Tensor loss = detection.add(restoration, One);
        loss.backward();
        using (no_grad()) Learn();
        return loss.item<float>();
    }

    private void Learn()
    {
        Tensor[] gradients = [.. _weights.Select(weight => weight.Value.grad!)];
        Tensor shorten = stack(gradients.Select(gradient => gradient.norm()))
            .norm().reciprocal().mul(LongestGradient).clamp_max(One);
        foreach (((Tensor value, Tensor first, Tensor second), Tensor gradient) in _weights.Zip(gradients))
        {
            gradient.mul_(shorten);
            if (value.dim() > 1) value.mul_(KeepWeight);
            first.mul_(KeepFirst).add_(gradient, AddFirst);
            second.mul_(KeepSecond).addcmul_(gradient, gradient, AddSecond);
            value.addcdiv_(first, second.sqrt().mul_(One).add_(Epsilon, One), StepSize);
        }
        foreach ((Tensor value, Tensor average) in _averages) average.mul_(KeepSecond).add_(value, AddSecond);
    }

    private Tensor Stage(Tensor x, string name, int stride) =>
        Residual(Residual(x, $"{name}.0", stride), $"{name}.1", 1);

    private Tensor Residual(Tensor x, string name, int stride)
    {
        Tensor y = Normalise(Convolve(x, $"{name}.conv1", stride), $"{name}.bn1").relu_();
        y = Normalise(Convolve(y, $"{name}.conv2"), $"{name}.bn2");
        Tensor shortcut = stride == 1
            ? x
            : Normalise(
                Convolve(nn.functional.max_pool2d(x, 1, stride), $"{name}.downsample.0"), $"{name}.downsample.1");
        return y.add_(shortcut, One).relu_();
    }

    private Tensor Block(Tensor x, string name) => Normalise(Convolve(x, $"{name}.conv"), $"{name}.norm").relu_();

    private Tensor Branch(Tensor x, string name) =>
        Convolve(Convolve(x, $"{name}.0").relu_(), $"{name}.2").to(ScalarType.Float32);

    private Tensor Restore(Tensor fine, Tensor coarse, Tensor input, long[] size)
    {
        Tensor octaves = tensor(
            [(float)(Math.Log2((double)size[0] * size[1] / (input.shape[2] * input.shape[3])) / 2)]);
        Tensor shift = _state["restoration.scale_shift"].mul(octaves).to(ScalarType.BFloat16);
        Tensor context = nn.functional.interpolate(
            Convolve(coarse, "restoration.coarse"), scale_factor: Twice, mode: InterpolationMode.Nearest);
        Tensor fused = Convolve(context.add_(fine, One), "restoration.fuse").add_(shift, One).leaky_relu_(LeakySlope);
        Tensor detail = nn.functional.pixel_shuffle(Convolve(fused, "restoration.expand"), 2);
        Tensor resized = nn.functional.interpolate(detail, size, mode: InterpolationMode.Bilinear, align_corners: false)
            .leaky_relu_(LeakySlope);
        Tensor enlarged = nn.functional.interpolate(input, size, mode: InterpolationMode.Bicubic, align_corners: false);
        return Convolve(resized, "restoration.output").to(ScalarType.Float32).add(enlarged, One);
    }

    private Tensor DetectionLoss(Tensor logits, Tensor size, Tensor offset)
    {
        Tensor centres = _targets.Mask.sum().clamp_min(One);
        Tensor background = _targets.Heatmap.neg().add_(One, One);
        background = background.mul(background);
        Tensor score = logits.sigmoid(), inverse = logits.neg(), complement = inverse.sigmoid();
        Tensor positive = complement.mul(complement)
            .mul(nn.functional.logsigmoid(logits)).mul(_targets.Heatmap.eq(One).to(ScalarType.Float32));
        Tensor negative = score.mul(score).mul(nn.functional.logsigmoid(inverse)).mul(background.mul(background));
        Tensor sizes = size.sub(_targets.BoxSize).abs().mul(_targets.Mask).sum().mul(Tenth);
        Tensor offsets = offset.sub(_targets.CenterOffset).abs().mul(_targets.Mask).sum().mul(Half);
        return sizes.add(offsets, One).sub(positive.add(negative, One).sum()).div(centres);
    }

    private Tensor Convolve(Tensor x, string name, int stride = 1)
    {
        Tensor weight = _state[$"{name}.weight"];
        Tensor? bias = _state.GetValueOrDefault($"{name}.bias");
        return nn.functional.conv2d(
            x, weight.to(x.dtype), bias?.to(x.dtype), [stride, stride], [weight.shape[2] / 2, weight.shape[2] / 2]);
    }

    private Tensor Normalise(Tensor x, string name) => nn.functional.batch_norm(
        x, _state[$"{name}.running_mean"], _state[$"{name}.running_var"], _state[$"{name}.weight"],
        _state[$"{name}.bias"], training: true);

    private static Tensor Join(Tensor coarse, Tensor skip) =>
        cat([nn.functional.interpolate(coarse, scale_factor: Twice, mode: InterpolationMode.Nearest), skip], dim: 1);

    private static Tensor ToFloats(Tensor bytes) => bytes.permute(0, 3, 1, 2).to(ScalarType.Float32).div_(ByteRange);
}
