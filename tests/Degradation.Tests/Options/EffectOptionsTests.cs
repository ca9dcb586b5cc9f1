using System.Text.Json;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class EffectOptionsTests
{
    public static TheoryData<EffectOptions, string> Defaults => new()
    {
        {
            new GaussianBlurOptions(),
            """{"type":"gaussianBlur","kernelSize":{"integers":[7,21,2]},"spreadX":[0.2,3],"spreadY":null"""
            + ""","spreadYUpToX":false,"unit":"standardDeviation","angle":[0,3.141592653589793]"""
            + ""","profile":"gaussian","beta":1,"shift":0}"""
        },
        {
            new SincBlurOptions(),
            """{"type":"sincBlur","kernelSize":{"integers":[7,21,2]},"cutoff":[1.0471975511965976"""
            + """,3.141592653589793]}"""
        },
        { new MotionBlurOptions(), """{"type":"motionBlur","length":[1,15],"angle":[0,3.141592653589793]}""" },
        { new DefocusBlurOptions(), """{"type":"defocusBlur","radius":[0.5,6]}""" },
        { new SharpenOptions(), """{"type":"sharpen","amount":0.5,"kernelSize":51,"threshold":10}""" },
        {
            new DownsampleOptions(),
            """{"type":"downsample","scale":[1,4]"""
            + ""","relativeTo":"current","methods":["nearest","bilinear","bicubic"]}"""
        },
        {
            new ResizeOptions(),
            """{"type":"resize","factor":[0.25,1]"""
            + ""","relativeTo":"current","methods":["area","bilinear","bicubic"]}"""
        },
        { new GaussianNoiseOptions(), """{"type":"gaussianNoise","standardDeviation":[0,25],"greyProbability":0}""" },
        { new CorrelatedNoiseOptions(), """{"type":"correlatedNoise","level":25}""" },
        { new PoissonNoiseOptions(), """{"type":"poissonNoise","peak":null,"scale":1,"greyProbability":0}""" },
        {
            new SpeckleNoiseOptions(),
            """{"type":"speckleNoise","standardDeviation":{"integers":[2,25,1]},"greyProbability":0}"""
        },
        {
            new NoiseRampOptions(),
            """{"type":"noiseRamp","from":[0,50],"to":[0,50],"angle":[0,6.283185307179586],"greyProbability":0}"""
        },
        {
            new NoisePeaksOptions(),
            """{"type":"noisePeaks","lowest":[0,10],"highest":[20,50],"count":{"integers":[2,6,1]}"""
            + ""","radius":[0.08,0.2],"greyProbability":0}"""
        },
        {
            new LowLightOptions(),
            """{"type":"lowLight","exposure":[0.05,0.5],"fullWell":{"logUniform":[83,10000]},"readNoise":[0.5"""
            + """,2],"gain":1}"""
        },
        {
            new FogOptions(),
            """{"type":"fog","transmission":[0.1,0.7],"airlight":[0.6,0.95],"horizon":[0,0.5],"nearDepth":[0.1,0.8]}"""
        },
        {
            new InfraredOptions(),
            """{"type":"infrared","red":[0.3,1],"green":[0.2,1],"blue":[0.01,0.3],"gain":[0.3,1.5]"""
            + ""","falloff":[0.5,2.5]}"""
        },
        { new ExposureOptions(), """{"type":"exposure","stops":[0.3,2]}""" },
        { new WhiteBalanceOptions(), """{"type":"whiteBalance","red":[0.8,1.25],"blue":[0.8,1.25]}""" },
        { new InterlaceOptions(), """{"type":"interlace","shift":{"oneOf":[[-6,-1],[1,6]],"weights":[1,1]}}""" },
        {
            new PrecipitationOptions(),
            """{"type":"precipitation","density":[5,25],"length":[6,25],"width":{"integers":[1,2,1]}"""
            + ""","angle":[1.0471975511965976,2.0943951023931953],"opacity":[0.15,0.5]}"""
        },
        {
            new LensDirtOptions(),
            """{"type":"lensDirt","count":{"integers":[2,12,1]},"radius":[0.02,0.1],"opacity":[0.3,0.9]"""
            + ""","level":[0,0.5]}"""
        },
        {
            new WaterDropsOptions(),
            """{"type":"waterDrops","count":{"integers":[3,25,1]},"radius":[0.02,0.08]}"""
        },
        { new WebPOptions(), """{"type":"webp","quality":{"integers":[5,60,1]}}""" },
        { new H264Options(), """{"type":"h264","rateFactor":{"integers":[26,40,1]}}""" },
        { new PresetOptions { Name = "cctv" }, """{"type":"preset","name":"cctv"}""" },
        { new JpegOptions(), """{"type":"jpeg","quality":{"integers":[30,95,1]}}""" },
        { new ClipOptions(), """{"type":"clip"}""" },
        { new QuantizeOptions(), """{"type":"quantize"}""" },
        { new ChanceOptions { Effects = [] }, """{"type":"chance","probability":0.5,"effects":[]}""" },
        { new ShuffleOptions { Groups = [[]] }, """{"type":"shuffle","groups":[[]],"keepOrder":[]}""" },
    };

    [Theory]
    [MemberData(nameof(Defaults))]
    public void Defaults_are_those_of_the_documentation(EffectOptions options, string expected)
    {
        Assert.Equal(expected, JsonSerializer.Serialize(options, DegradationJson.Compact));
        Assert.Single(new DegradationPipeline([options]).Effects);
    }

    public static TheoryData<EffectOptions, string> Invalid => new()
    {
        { new DownsampleOptions { Scale = (0.5, 4) }, "effects[0].scale is [0.5,4]; expected numbers in [1, 64]." },
        {
            new GaussianBlurOptions { KernelSize = 8 },
            "effects[0].kernelSize is 8; expected odd numbers in [1, 127] px."
        },
        {
            new GaussianNoiseOptions { StandardDeviation = Distribution.OneOf(3, (10, 300)) },
            "effects[0].standardDeviation is"
        },
        { new GaussianNoiseOptions { GreyProbability = double.NaN }, "A constant must be finite; it is NaN." },
        { new ResizeOptions { Methods = [(ResizeMethod)99] }, "effects[0].methods[0] is 99; expected one of Nearest," },
        {
            new PresetOptions { Name = "coco" },
            "effects[0].name is 'coco'; expected one of aeris, aeris-paper, coco-d,"
        },
        { new OneOfOptions { Choices = [] }, "effects[0].choices is empty; expected at least one." },
        {
            OneOfOptions.Equally([], [new JpegOptions { Quality = (30, 95) }]),
            "effects[0].choices[1].effects[0].quality is [30,95]; expected whole numbers in [1, 100]."
        },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Ranges_that_are_not_allowed_are_refused_when_the_pipeline_is_built(
        EffectOptions options, string message)
    {
        DegradationException error = Assert.Throws<DegradationException>(() => new DegradationPipeline([options]));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Distributions_refuse_limits_that_make_no_sense()
    {
        Assert.Throws<DegradationException>(() => Distribution.Uniform(2, 1));
        Assert.Throws<DegradationException>(() => Distribution.Uniform(0, double.PositiveInfinity));
        Assert.Throws<DegradationException>(() => Distribution.LogUniform(0, 1));
        Assert.Throws<DegradationException>(() => Distribution.Integers(7, 22, 2));
        Assert.Throws<DegradationException>(() => Distribution.OneOf());
        Assert.Throws<DegradationException>(() => Distribution.Mixture((0, 1), (1, 2)));
    }

    [Fact]
    public void A_seed_means_the_same_draws_for_ever()
    {
        // Recorded seeds of users' data sets depend on it: a change of these lines is a breaking change.
        Assert.Equal(
            """{"inputWidth":512,"inputHeight":512,"steps":[{"type":"gaussianBlur","kernelSize":7"""
            + ""","sigmaX":1.4272645757604463,"sigmaY":1.4272645757604463,"angle":0"""
            + ""","profile":"gaussian","beta":1,"shift":0},{"type":"resize","width":192,"height":192"""
            + ""","method":"bicubic"},{"type":"gaussianNoise","standardDeviation":20.401410881042022"""
            + ""","color":"color","seed":1995260128180273},{"type":"jpeg","quality":95}]}""",
            DegradationPipeline.CocoD.Sample(2, new Size(512, 512)).ToJson());
        Assert.Equal(
            """{"inputWidth":512,"inputHeight":512,"steps":[{"type":"gaussianBlur","kernelSize":7"""
            + ""","sigmaX":1.3106526100281637,"sigmaY":1.3106526100281637,"angle":0"""
            + ""","profile":"gaussian","beta":1,"shift":0},{"type":"resize","width":133,"height":133"""
            + ""","method":"bilinear"},{"type":"gaussianNoise","standardDeviation":1.3291102406533681"""
            + ""","color":"color","seed":2154479865155920},{"type":"sharpen","amount":1.0960576408686027"""
            + ""","kernelSize":7,"threshold":0},{"type":"jpeg","quality":39}]}""",
            DegradationPipeline.Cctv.Sample(2, new Size(512, 512)).ToJson());
    }
}
