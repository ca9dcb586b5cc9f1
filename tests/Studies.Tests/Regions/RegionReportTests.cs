using DetectionSdk.Evaluation;

namespace DetectionSdk.Studies.Tests;

public sealed class RegionReportTests
{
    [Fact]
    public void Regions_are_two_tables_with_a_spread_where_there_are_several_networks()
    {
        RegionRow row = new(
            "twin", 2, (25.5, 0.25), (0.1, 0.02), (0.0123, 0.001), (0.2, double.NaN), (24, 1),
            [(0.5, 0.1), (0.25, double.NaN)], (0.375, 0.05));
        IReadOnlyList<ReportTable> tables = RegionReport.Of([row], new AnnotatedDataSet(["sky", "road"], []));
        Assert.Equal("What comes back by region, 0 pictures", tables[0].Caption);
        Assert.Equal(
            ["twin", "2", "25.50 ± 0.25", "10.00 ± 2.00", "12.30 ± 1.00", "20.00", "24.00 ± 1.00"],
            Assert.Single(tables[0].Rows));
        Assert.Equal(["arm", "mean of the classes", "sky", "road"], tables[1].Heads);
        Assert.Equal(["twin", "37.50 ± 5.00", "50.0 ± 10.0", "25.0"], Assert.Single(tables[1].Rows));
    }

    [Fact]
    public void Distances_from_an_edit_are_named()
    {
        ReportTable table = MapEditReport.Of(
            [new MapEditRow(0, 0, 1.5, 20), new MapEditRow(1, 8, 0.25, 3), new MapEditRow(9, null, 0, 0)]);
        Assert.Equal(
            [["inside", "1.500", "20"], ["1 to 8", "0.250", "3"], ["9 and more", "0.000", "0"]], table.Rows);
    }
}
