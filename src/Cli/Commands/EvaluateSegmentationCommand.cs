using System.CommandLine;
using DetectionSdk.Evaluation;
using DetectionSdk.Studies;
using Spectre.Console;

namespace DetectionSdk.Cli.Commands;

/// <summary>
/// <c>detsdk evaluate-segmentation</c>: how well segmenters tell pixels apart, alone or against others.
/// </summary>
internal static class EvaluateSegmentationCommand
{
    public static Command Create()
    {
        Argument<string[]> models = new("MODEL")
        {
            Description = "Segmenters, ONNX; of several, such as the seeds of one training, the mean is told.",
            Arity = ArgumentArity.OneOrMore,
        };
        LabelMapArguments labelled = new("val");
        Option<string[]> against = new("--against")
        {
            Description = "Segmenters to compare the mean with.",
            HelpName = "MODEL ...",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<int> block = new Option<int>("--block")
        {
            Description = "Neighbouring pictures of a drive that the interval of a comparison draws together.",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        }.Within(1);
        Command command = new(
            "evaluate-segmentation",
            "Measures how well segmenters tell pixels apart: intersection over union, void not counted.\n"
            + "Example: detsdk evaluate-segmentation runs/segment/best.onnx --data camvid --split test")
        {
            models, against, block,
        };
        labelled.AddTo(command);
        command.SetAction(arguments =>
        {
            AnnotatedDataSet dataSet = labelled.Read(arguments);
            DataSetReport.Print(dataSet.Problems);
            Measured[] measured = Measure(arguments.GetRequiredValue(models), dataSet);
            Print(measured, dataSet);
            if (arguments.GetRequiredValue(against) is { Length: > 0 } others)
                Compare(measured, Measure(others, dataSet), dataSet, arguments.GetValue(block));
            return ExitCode.Success;
        });
        return command;
    }

    private static Measured[] Measure(string[] models, AnnotatedDataSet dataSet) =>
        [.. models.Select(model => Measure(model, dataSet))];

    private static Measured Measure(string model, AnnotatedDataSet dataSet)
    {
        using Segmenter segmenter = Segmenter.Load(model);
        Measured measured = new(SegmentationEvaluation.Run(segmenter, dataSet));
        Console.WriteLine(
            $"{model}  mIoU {100 * measured.All.MeanIntersectionOverUnion:0.00} %  pixels "
            + $"{100 * measured.All.Accuracy:0.00} %");
        return measured;
    }

    private static void Print(Measured[] measured, AnnotatedDataSet dataSet)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("class", "IoU");
        table.Columns[1].RightAligned();
        for (int i = 0; i < dataSet.ClassNames.Count; i++)
        {
            double[] values = [.. measured.Select(one => one.All.IntersectionOverUnion(i)).OfType<double>()];
            table.AddRow(new Text(dataSet.ClassNames[i]), new Text(values.Length == 0 ? "not shown" : Text(values)));
        }
        AnsiConsole.Write(table);
        Console.WriteLine($"pictures   {dataSet.Images.Count}");
        Console.WriteLine($"mIoU       {MeanOf(measured)} %");
    }

    private static void Compare(Measured[] measured, Measured[] others, AnnotatedDataSet dataSet, int length)
    {
        Console.WriteLine($"against    {MeanOf(others)} %");
        BootstrapEstimate estimate = GroupBootstrap.Estimate(
            FrameBlocks.Of(dataSet, length),
            pictures => 100 * (measured.Average(one => one.Of(pictures)) - others.Average(one => one.Of(pictures))));
        Console.WriteLine(
            $"difference {estimate.Value:+0.00;-0.00} points [{estimate.Lower:0.00}, {estimate.Upper:0.00}]");
    }

    private static string MeanOf(Measured[] measured) =>
        Text([.. measured.Select(one => one.All.MeanIntersectionOverUnion)]);

    private static string Text(double[] shares)
    {
        SampleStatistics statistics = SampleStatistics.Of(shares);
        return $"{100 * statistics.Mean:0.00}"
            + (statistics.Deviation is { } deviation ? $" ± {100 * deviation:0.00}" : "");
    }

    /// <summary>What was counted of one model, picture by picture.</summary>
    private sealed record Measured(IReadOnlyList<ClassConfusion> Pictures)
    {
        public ClassConfusion All { get; } = ClassConfusion.Sum(Pictures);

        /// <summary>The mean intersection over union of some pictures, one of them perhaps several times.</summary>
        public double Of(IReadOnlyList<int> pictures) =>
            ClassConfusion.Sum(pictures.Select(index => Pictures[index])).MeanIntersectionOverUnion;
    }
}
