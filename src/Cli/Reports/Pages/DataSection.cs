using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>What a run trains and validates on: counts, sizes, and some pictures with their boxes.</summary>
internal static class DataSection
{
    private const int Shown = 8;

    public static Markup Of(AnnotatedDataSet training, AnnotatedDataSet? validation) => Markup.Of(
        $"""
        {Counts("to train on", DataSetStatistics.Of(training))}
        {(validation is null ? default : Counts("to validate on", DataSetStatistics.Of(validation)))}
        <h3>Some pictures to train on</h3>
        <div class="row">{Spread(training).Select(image => Draw(image, training.ClassNames))}</div>
        """);

    /// <summary>Some images from all over a data set.</summary>
    public static IEnumerable<AnnotatedImage> Spread(AnnotatedDataSet dataSet) =>
        dataSet.Every(Math.Max(1, dataSet.Images.Count / Shown)).Images.Take(Shown);

    private static Markup Counts(string purpose, DataSetStatistics set) => Markup.Of(
        $"""
        <p>{set.Images} pictures {purpose}, {set.Empty} of them without objects; median size {set.Size.Width} x
        {set.Size.Height}.</p>
        {HtmlTable.Of(
            $"Objects {purpose}; their side is the root of the area of the box, in pixels",
            ["class", "objects", "one in ten is smaller than", "median side", "one in ten is larger than"],
            set.Classes.Select(one => (one.Name, Cells(one))))}
        """);

    private static IEnumerable<Markup> Cells(ClassStatistics one) =>
    [
        Markup.Of($"{one.Objects}"), Markup.Of($"{one.SmallSide:0}"), Markup.Of($"{one.MedianSide:0}"),
        Markup.Of($"{one.LargeSide:0}"),
    ];

    private static Markup Draw(AnnotatedImage annotated, IReadOnlyList<string> classNames)
    {
        using Mat image = annotated.Read();
        return BoxedPicture.Draw(
            image,
            annotated.Annotations.Select(one => new DrawnBox("object", one.Box, 1, classNames[one.ClassId])),
            $"{annotated.Name}: {annotated.Annotations.Count} objects");
    }
}
