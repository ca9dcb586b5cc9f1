using DetectionSdk.Tests;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class RealDataSetTests
{
    [Theory]
    [InlineData("street", "train", 1833, 3965, 5)]
    [InlineData("street", "val", 244, 501, 5)]
    [InlineData("vehicles", "val", 62, 107, 5)]
    public void A_real_data_set_loads_with_its_counts(string name, string split, int images, int boxes, int classes)
    {
        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(SharedData.Path(name), split);

        Assert.Equal((images, boxes, classes), (dataSet.Images.Count, dataSet.BoxCount, dataSet.ClassNames.Count));
        Assert.Empty(dataSet.Problems);
    }

    [Theory]
    [InlineData("train", 205, 2804, "BloodImage_00343.xml")]
    [InlineData("val", 87, 1137, "BloodImage_00338.xml")]
    public void Of_the_blood_cells_each_split_drops_its_degenerate_box_and_says_so(
        string split, int images, int boxes, string culprit)
    {
        AnnotatedDataSet dataSet = AnnotatedDataSet.Load(SharedData.Path("bccd"), split);

        Assert.Equal((images, boxes), (dataSet.Images.Count, dataSet.BoxCount));
        Assert.Equal(["Platelets", "RBC", "WBC"], dataSet.ClassNames);
        DataSetProblem problem = Assert.Single(dataSet.Problems);
        Assert.EndsWith(culprit, problem.File);
        Assert.NotNull(problem.Line);
        Assert.Contains("has no area; dropped", problem.Message);
    }
}
