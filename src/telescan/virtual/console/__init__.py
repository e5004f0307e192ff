"""The operator's console: widgets that show the view model. The only place that imports Qt."""
