using DetectionSdk.Tests;
using DetectionSdk.Onnx;
using Google.Protobuf;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class PretrainedEncoderTests : IDisposable
{
    private static readonly string[] ClassNames = ["a", "b"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_encoder_computes_the_same_after_export_and_reading()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork source = Create(seed: 1), target = Create(seed: 2);
        PretrainedParts read = PretrainedEncoder.Load(Export(source), target);

        Tensor images = rand(1, 3, 64, 64);
        Tensor expected = source.Encoder.call(images).C5, actual = target.Encoder.call(images).C5;
        Assert.True(actual.allclose(expected, rtol: 1e-4, atol: 1e-4));
        Assert.Equal(60, read.Parameters.Count); // 20 convolutions, each with weight, scale and shift
        Assert.All(read.Parameters, name => Assert.StartsWith("encoder.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Normalisations_that_were_read_keep_their_statistics_in_training()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork source = Create(seed: 1);
        using TemporaryFolder data = new();
        SceneDataSet.Write(data.Path, count: 5, seed: 1, new OpenCvSharp.Size(64, 64));
        AerisRecipe recipe = TrainingRuns.Small with
        {
            Width = 0.125,
            InitialWeights = Export(source),
            NormalizationShare = 1,
        };
        using SteppedTraining training = new(recipe, Evaluation.YoloDataSet.Read(data.Path, "train"), data.Path);
        AerisNetwork target = (AerisNetwork)training.State.Network;
        Tensor Statistics(nn.Module module) => cat([.. module.buffers().Select(buffer => buffer.clone().flatten())]);
        Tensor encoder = Statistics(target.Encoder), all = Statistics(target);

        using TrainingBatch batch = training.Plan.Samples.Make(0);
        training.Take(batch, 1e-3);

        Assert.True(Statistics(target.Encoder).Equals(encoder));
        Assert.False(Statistics(target).Equals(all)); // the neck's follow the batches
    }

    [Fact]
    public void A_last_stage_of_another_width_stays_random_and_trains_its_statistics()
    {
        using AerisNetwork source = Create(seed: 1), target = Create(seed: 2, lastStage: 24);
        PretrainedParts read = PretrainedEncoder.Load(Export(source), target);
        Assert.Equal(45, read.Parameters.Count);
        Assert.DoesNotContain(read.Parameters, name => name.Contains("layer4", StringComparison.Ordinal));
        Assert.Equal(15, read.Normalizations.Count); // of 20
    }

    [Fact]
    public void Weights_of_another_number_format_and_computed_ones_are_named()
    {
        using AerisNetwork source = Create(seed: 1), target = Create(seed: 2);
        string path = Export(source);
        ModelProto half = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)), computed = half.Clone();
        string convolution = half.Graph.Node.First(node => node.OpType == "Conv")
            .Input[1], bias = half.Graph.Node.First(node => node.OpType == "Conv").Input[2];
        half.Graph.Initializer.Single(constant => constant.Name == convolution).DataType = 10;
        File.WriteAllBytes(path, half.ToByteArray());
        Assert.Contains(
            $"stores '{convolution}' as ONNX data type 10",
            Assert.Throws<TrainingException>(() => PretrainedEncoder.Load(path, target)).Message,
            StringComparison.Ordinal);

        computed.Graph.Initializer.Remove(computed.Graph.Initializer.Single(constant => constant.Name == bias));
        File.WriteAllBytes(path, computed.ToByteArray());
        Assert.Contains(
            $"computes '{bias}'", Assert.Throws<TrainingException>(() => PretrainedEncoder.Load(path, target)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_for_CNTK_s_input_are_turned_into_weights_for_ours()
    {
        using var scope = NewDisposeScope();
        using AerisNetwork source = Create(seed: 1), target = Create(seed: 2);
        string path = Export(source);
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        model.ProducerName = "CNTK";
        File.WriteAllBytes(path, model.ToByteArray());
        PretrainedEncoder.Load(path, target);

        // What a convolution answers to a grey of its own channel: CNTK sees 255 x deviation where we see 1, blue
        // first.
        Tensor bgr = source.Encoder.Layers.First()
            .Convolution.Weight, rgb = target.Encoder.Layers.First().Convolution.Weight;
        Assert.Equal(
            255 * 0.229 * bgr[0, 2, 3, 3].item<float>(), rgb[0, 0, 3, 3].item<float>(),
            0.001 * Math.Abs(rgb[0, 0, 3, 3].item<float>()));
        Assert.Equal(
            255 * 0.225 * bgr[0, 0, 3, 3].item<float>(), rgb[0, 2, 3, 3].item<float>(),
            0.001 * Math.Abs(rgb[0, 2, 3, 3].item<float>()));
    }

    [Fact]
    public void A_former_run_gives_all_but_what_other_classes_change()
    {
        using TemporaryFolder data = new();
        SceneDataSet.Write(data.Path, count: 5, seed: 1, new OpenCvSharp.Size(64, 64));
        Evaluation.AnnotatedDataSet scenes = Evaluation.YoloDataSet.Read(data.Path, "train");
        string run = _folder.File("run");
        Trainer.Create(TrainingRuns.Small with { Steps = 2, Width = 0.125 }, run, scenes, null).Train();

        using TrainedNetwork former = TrainedNetwork.Load(run);
        using AerisNetwork target = new(new AerisNetworkOptions { Classes = 2, Width = 0.125 });
        PretrainedParts read = InitialWeights.Load(run, target);

        Dictionary<string, Tensor> expected = former.Network.state_dict(), actual = target.state_dict();
        string[] other =
        [
            .. actual.Keys.Where(
                name => expected[name].shape.SequenceEqual(actual[name].shape) && !expected[name].Equals(actual[name]))
        ];
        Assert.Empty(other);
        Assert.Equal([6L, 2L], [expected["head.heatmap.2.weight"].shape[0], actual["head.heatmap.2.weight"].shape[0]]);
        Assert.Equal(60, read.Parameters.Count);
        Assert.Equal(target.modules().OfType<BatchNormalization>().Count(), read.Normalizations.Count);
        using AerisNetwork wider = new(new AerisNetworkOptions { Classes = 2, Width = 0.25 });
        Assert.Contains(
            "has another encoder", Assert.Throws<TrainingException>(() => InitialWeights.Load(run, wider)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_do_not_fit_are_named()
    {
        using AerisNetwork source = Create(seed: 1), wider = new(new AerisNetworkOptions { Classes = 2, Width = 0.25 });
        string path = Export(source), text = _folder.File("text.onnx");
        Assert.Contains(
            "expected 16x3x7x7", Assert.Throws<TrainingException>(() => PretrainedEncoder.Load(path, wider)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(text, "not a model");
        Assert.Contains(
            text, Assert.Throws<TrainingException>(() => PretrainedEncoder.Load(text, source)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "absent.onnx",
            Assert.Throws<TrainingException>(() => PretrainedEncoder.Load(_folder.File("absent.onnx"), source)).Message,
            StringComparison.Ordinal);
    }

    private string Export(AerisNetwork network)
    {
        string path = _folder.File("model.onnx");
        DetectorExporter.Export(network, ClassNames, path);
        return path;
    }

    private static AerisNetwork Create(int seed, int? lastStage = null)
    {
        random.manual_seed(seed);
        AerisNetwork network = new(
            new AerisNetworkOptions
            {
                Classes = 2,
                Width = 0.125,
                LastStageChannels = lastStage,
                Restoration = RestorationKind.None,
            });
        network.eval();
        return network;
    }
}
