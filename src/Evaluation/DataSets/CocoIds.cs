namespace DetectionSdk.Evaluation;

/// <summary>
/// The ids under which COCO files know the images and classes of a data set: its own, else position plus one.
/// </summary>
internal sealed class CocoIds
{
    private readonly AnnotatedDataSet _dataSet;
    private readonly bool _ownImageIds;

    public CocoIds(AnnotatedDataSet dataSet)
    {
        _dataSet = dataSet;
        int named = dataSet.Images.Where(image => image.CocoId is not null).DistinctBy(image => image.CocoId).Count();
        _ownImageIds = named == dataSet.Images.Count;
        if (dataSet.CategoryIds is { } ids && ids.Distinct().Count() != dataSet.ClassNames.Count)
            throw new ArgumentException(
                $"There are {dataSet.ClassNames.Count} classes, expected as many distinct category ids.",
                nameof(dataSet));
    }

    public long ImageId(int index) => _ownImageIds ? _dataSet.Images[index].CocoId!.Value : index + 1;

    public int CategoryId(int classId) => _dataSet.CategoryIds?[classId] ?? classId + 1;

    public Dictionary<long, int> ImageIndexById() => Enumerable.Range(0, _dataSet.Images.Count).ToDictionary(ImageId);

    public Dictionary<int, int> ClassById() => Enumerable.Range(0, _dataSet.ClassNames.Count).ToDictionary(CategoryId);
}
