using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging;
using DetectionSdk.Onnx;
using Spectre.Console;

namespace DetectionSdk.Cli.Commands;

/// <summary><c>detsdk quantize MODEL</c>: makes an int8 model of a float one.</summary>
internal static class QuantizeCommand
{
    // Average precision needs the unsure detections too.
    private const float LowestConfidence = 0.001f;

    private static readonly Argument<string> Model = new("MODEL")
    {
        Description = "Detector or super-resolution model, ONNX in float32.",
    };
    private static readonly Option<string> Photos = new("--photos")
    {
        Description = "Photographs like those that the model will see; no labels are needed.",
        HelpName = "DIR",
        Required = true,
    };
    private static readonly Option<int> Count = new("--count")
    {
        Description = "How many of them are looked at, spread evenly over the folder.",
        HelpName = "N",
        DefaultValueFactory = _ => 200,
    };
    private static readonly Option<string> Output = new("--out", "-o")
    {
        Description = "The int8 model.",
        HelpName = "FILE",
        Required = true,
    };
    private static readonly Option<QuantizationTarget> Target = new("--target")
    {
        Description = "What the model is to run fast on; x64WithoutVnni stands for older x64 processors.",
        HelpName = "x64|x64WithoutVnni|arm|tensorRt",
        DefaultValueFactory = _ => new QuantizerOptions().Target,
        CustomParser = ParseName<QuantizationTarget>,
    };
    private static readonly Option<CalibrationMethod> Calibration = new("--calibration")
    {
        Description = "How ranges follow from what the photographs give.",
        HelpName = "minMax|percentile|entropy",
        DefaultValueFactory = _ => new QuantizerOptions().Calibration,
        CustomParser = ParseName<CalibrationMethod>,
    };
    private static readonly Option<double> Percentile = new("--percentile")
    {
        Description = "Percent of the values that --calibration percentile keeps.",
        HelpName = "P",
        DefaultValueFactory = _ => new QuantizerOptions().Percentile,
    };
    private static readonly Option<double> SignalToNoise = new("--minimum-signal-to-noise")
    {
        Description = "Signal over error that the answer must keep; the layers that cost most stay float until then.",
        HelpName = "DB",
        DefaultValueFactory = _ => new QuantizerOptions().MinimumSignalToNoise,
    };
    private static readonly Option<int?> InputSize = new("--input-size")
    {
        Description = "Side that photographs are fitted into, for models of any size; the model's own by default.",
        HelpName = "PX",
    };
    private static readonly Option<string?> Validation = new("--val")
    {
        Description = "Annotated data set on which the model is measured before and after.",
        HelpName = "DATA",
    };
    private static readonly Option<string> Split = new("--split")
    {
        Description = "Split of --val.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "val",
    };
    private static readonly Option<ClassMap?> ClassMapOption = ClassMapArgument.Create();

    public static Command Create()
    {
        Command command = new(
            "quantize",
            "Makes an int8 model of a float one, which runs about twice as fast on the CPU, and says which "
            + "convolutions ONNX Runtime runs in int8.\n"
            + "Example: detsdk quantize yolov8n.onnx --photos photos --out yolov8n-int8.onnx --val street --class-map "
            + "motorcycle=motorbike")
        {
            Model, Photos, Count, Output, Target, Calibration, Percentile, SignalToNoise, InputSize, Validation, Split,
            ClassMapOption,
        };
        Count.Validators.Add(RequireSome);
        command.SetStoppableAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken token)
    {
        string model = arguments.GetRequiredValue(Model), output = arguments.GetRequiredValue(Output);
        RequireApart(model, output);
        AnnotatedDataSet? validation = LoadValidation(arguments);
        using QuantizableNetwork network = Load(arguments, model);
        CalibrationPhotographs photographs = new(
            network,
            CalibrationPhotographs.Choose(arguments.GetRequiredValue(Photos), arguments.GetValue(Count)));
        QuantizedModel quantized = Quantize(OnnxModel.Load(model), photographs, Options(arguments), token);
        quantized.Model.Save(output);
        Print(quantized);
        if (validation is not null) Compare(arguments, validation, model, output, token);
        else PrintSpeed(arguments, network, output, photographs.Readable.First());
        return ExitCode.Success;
    }

    private static QuantizableNetwork Load(ParseResult arguments, string model)
    {
        string? forDetectors = arguments.GetResult(Validation) is not null ? Validation.Name
            : arguments.GetResult(InputSize) is not null ? InputSize.Name : null;
        if (forDetectors is not null && SuperResolver.IsSuperResolver(model))
            throw new UsageException($"{forDetectors} is for detectors; '{model}' is a super-resolution front-end.");
        return QuantizableNetwork.Load(model, DetectorOptionsOf(arguments));
    }

    private static QuantizedModel Quantize(
        OnnxModel model, CalibrationPhotographs photographs, QuantizerOptions options, CancellationToken token) =>
        ProgressBar.Run(
            "calibrating", photographs.Count,
            advance => Quantizer.Quantize(model, photographs.Read(advance), options, token));

    private static void PrintSpeed(ParseResult arguments, QuantizableNetwork before, string output, string photograph)
    {
        using QuantizableNetwork after = QuantizableNetwork.Load(output, DetectorOptionsOf(arguments));
        using OpenCvSharp.Mat image = ImageFile.Read(photograph);
        Console.WriteLine(SpeedReport.Sentence(SpeedReport.Measure(before, after, image)));
    }

    private static QuantizerOptions Options(ParseResult arguments) => new()
    {
        Target = arguments.GetValue(Target),
        Calibration = arguments.GetValue(Calibration),
        Percentile = arguments.GetValue(Percentile),
        MinimumSignalToNoise = arguments.GetValue(SignalToNoise),
    };

    private static DetectorOptions DetectorOptionsOf(ParseResult arguments) => new()
    {
        Confidence = LowestConfidence,
        InputSize = arguments.GetValue(InputSize) is { } side ? new OpenCvSharp.Size(side, side) : null,
    };

    private static AnnotatedDataSet? LoadValidation(ParseResult arguments) =>
        arguments.GetValue(Validation) is { } path
            ? AnnotatedData.Load(path, arguments.GetRequiredValue(Split), boxes: BoxPolicy.AsWritten).RequireBoxes(path)
            : null;

    private static void Compare(
        ParseResult arguments, AnnotatedDataSet dataSet, string before, string after, CancellationToken token)
    {
        DetectorEvaluation evaluation = new(dataSet)
        {
            ClassMap = arguments.GetValue(ClassMapOption) ?? ClassMap.ByName,
        };
        Table table = new Table().Border(TableBorder.Simple).AddColumns("", "AP", "AP50", "AP75", "ms per image");
        foreach ((string name, string path) in new[] { ("float", before), ("int8", after) })
        {
            using Detector detector = Detector.Load(path, DetectorOptionsOf(arguments));
            DetectorEvaluationResult result = ProgressBar.Run(
                $"measuring {name}", dataSet.Images.Count,
                advance => evaluation.Run(detector, new Advance(advance), token));
            CocoScores scores = result.Coco.Scores;
            table.AddRow(
                name, ScoreReport.Text(scores.AP), ScoreReport.Text(scores.AP50), ScoreReport.Text(scores.AP75),
                string.Create(CultureInfo.InvariantCulture, $"{result.MedianTime.TotalMilliseconds:0.0}"));
        }
        AnsiConsole.Write(table);
    }

    private static void Print(QuantizedModel quantized)
    {
        foreach (LayerQuantization layer in quantized.Layers.Where(layer => !layer.IsInt8))
            Console.WriteLine($"float: {Printable.Text(layer.Name)}{Noise(layer)}");
        Console.WriteLine($"{quantized.Pictures} calibration photographs; {Printable.Text(quantized.Summary())}");
    }

    private static string Noise(LayerQuantization layer) => layer.SignalToNoise is { } decibels
        ? string.Create(CultureInfo.InvariantCulture, $", alone {decibels:0.0} dB")
        : "";

    private static void RequireApart(string model, string output)
    {
        if (Path.GetFullPath(model) == Path.GetFullPath(output))
            throw new UsageException($"--out is '{output}', the model itself; expected another file.");
    }

    private static T ParseName<T>(ArgumentResult argument)
        where T : struct, Enum
    {
        string name = argument.Tokens[0].Value;
        string[] names = Enum.GetNames<T>();
        if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(name, ignoreCase: true);
        Option option = ((OptionResult)argument.Parent!).Option;
        string expected = option.HelpName!.Replace("|", ", ", StringComparison.Ordinal);
        argument.AddError($"{option.Name} is {name}; expected {expected}.");
        return default;
    }

    private static void RequireSome(OptionResult result)
    {
        if (result.Tokens is [Token token]
            && int.TryParse(token.Value, CultureInfo.InvariantCulture, out int count) && count < 2)
            result.AddError($"--count is {count}; expected at least 2.");
    }
}
