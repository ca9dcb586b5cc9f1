namespace DetectionSdk.Studies.Tests;

public class StudyReportTests
{
    [Fact]
    public void A_table_is_the_markdown_of_the_documents()
    {
        StudyTable table = StudyTable.Compute(
            [
                Scores.Of("a", "1", 0.3, 0.5, small: -1), Scores.Of("a", "2", 0.34, 0.5, small: -1),
                Scores.Of("b", "1", 0.28, 0.6, small: -1),
            ],
            "b")[0];

        Assert.Equal(
            """

            x4

            | arm | seeds | AP | AP50 | AP small | AP medium | AP large | AP less b | AP50 less b |
            |---|---|---|---|---|---|---|---|---|
            | a | 2 | 32.0 ± 2.8 | 50.0 ± 0.0 | - | 0.0 ± 0.0 | 0.0 ± 0.0 | 2.0 | -10.0 |
            | b | 1 | 28.0 | 60.0 | - | 0.0 | 0.0 | 0.0 | 0.0 |

            """,
            Written(StudyReport.Of(table).WriteMarkdown));
    }

    [Fact]
    public void A_correlation_is_the_markdown_of_the_documents()
    {
        CorrelationTable table = new(
            "x4",
            [
                new CorrelationRow(
                    CorrelationScope.CentredImages, 1350, "PSNR", "AP50", new BootstrapEstimate(0.096, -0.004, 0.2),
                    new BootstrapEstimate(-1, double.NaN, double.NaN))
            ]);

        Assert.Equal(
            """

            x4

            | over | points | quality | task | Pearson | Spearman |
            |---|---|---|---|---|---|
            | images, centred | 1350 | PSNR | AP50 | 0.10 [-0.00, 0.20] | -1.00 [NaN, NaN] |

            """,
            Written(StudyReport.Of(table).WriteMarkdown));
    }

    [Fact]
    public void Cameras_are_lines_of_fixed_width()
    {
        CameraGroup group = new("clip.avi", [new PictureStatistics(double.NaN, 1.234, 1, 100)]);

        Assert.Equal(
            "10 %, median, 90 %               images  edge sigma px     noise levels      "
            + "blocking          brightness\n"
            + "clip.avi                              1  -                 1.23 1.23 1.23    1.00 1.00 1.00    "
            + "100.00 100.00 100.00\n",
            Written(writer =>
            {
                CameraReport.WriteHead(writer);
                CameraReport.Write(writer, group);
            }));
    }

    private static string Written(Action<TextWriter> write)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        write(writer);
        return writer.ToString();
    }
}
